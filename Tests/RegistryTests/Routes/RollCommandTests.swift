import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct RollCommandTests {
    private static let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "C")

    private func choose(_ ref: String, in registry: TestRegistry) async throws -> TestRegistry.Reply {
        try await registry.call(
            .post, "/v1/communities/\(registry.community)/roll/voter", as: registry.bearer(.committee),
            #"{"unit": "1-1-102", "ownerRef": "\#(ref)"}"#)
    }

    private func transfer(_ roll: RollText, on day: String, in registry: TestRegistry) async throws
        -> TestRegistry.Reply
    {
        try await registry.call(
            .post, "/v1/communities/\(registry.community)/roll/transfers?on=\(day)", as: registry.bearer(.committee),
            roll.text, mediaType: "text/csv")
    }

    @Test(.database) func `co-owners choose their voter, and a later file does not undo it (R-C-07)`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)
            let before = try await registry.published(UnitsRecorded.self).flatMap(\.units)[1]

            #expect(try await choose("C", in: registry).status == 200)
            let again = try await registry.importRoll(Self.roll).decode(RollImport.self)

            let after = try #require(try await registry.published(UnitsRecorded.self).last?.units.first)
            #expect(after.voter != before.voter && after.owners == before.owners)
            #expect(again.changed.isEmpty)
            #expect(try await choose("A", in: registry).slug == "not-an-owner-of-unit")
            let gone = RollText().row("1-1-101", "A").row("1-1-102", "B")
            #expect(try await registry.importRoll(gone).status == 200)
            #expect(try await registry.published(UnitsRecorded.self).last?.units.first?.voter == before.voter)
        }
    }

    @Test(.database) func `a unit that a file left out by mistake comes back with the voter whom its co-owners chose`()
        async throws
    {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)
            #expect(try await choose("C", in: registry).status == 200)
            let chosen = try #require(try await registry.published(UnitsRecorded.self).last?.units.first)
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)

            #expect(try await registry.importRoll(Self.roll).decode(RollImport.self).added == [chosen.unit])
            #expect(try await registry.published(UnitsRecorded.self).last?.units.first == chosen)
            #expect(try await registry.importRoll(Self.roll).decode(RollImport.self).changed.isEmpty)

            // A choice that was over when the unit left does not come back with it.
            let sold = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "D")
            #expect(try await registry.importRoll(sold).status == 200)
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            #expect(try await registry.importRoll(Self.roll).status == 200)
            #expect(try await registry.published(UnitsRecorded.self).last?.units.first?.voter != chosen.voter)
        }
    }

    @Test(.database) func `a transfer does not undo the choice of co-owners either, as long as the chosen one owns`()
        async throws
    {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2023-05-20"))
            #expect(try await registry.importRoll(Self.roll).status == 200)
            #expect(try await choose("C", in: registry).status == 200)
            let chosen = try #require(try await registry.published(UnitsRecorded.self).last?.units.first?.voter)

            let sold = RollText().row("1-1-102", "D").row("1-1-102", "C")
            #expect(try await transfer(sold, on: "2023-05-20", in: registry).status == 200)
            let after = try #require(try await registry.published(UnitsRecorded.self).last?.units.first)
            #expect(after.voter == chosen && after.owners.count == 2)
            let whole = RollText().row("1-1-101", "A").row("1-1-102", "D").row("1-1-102", "C")
            #expect(try await registry.importRoll(whole).decode(RollImport.self).changed.isEmpty)

            let left = RollText().row("1-1-102", "D").row("1-1-102", "E")
            #expect(try await transfer(left, on: "2023-05-20", in: registry).status == 200)
            #expect(try await registry.published(UnitsRecorded.self).last?.units.first?.voter != chosen)
        }
    }

    @Test(.database) func `a unit changes hands on its day, whenever the registry is told (R-G-03)`() async throws {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2023-05-20"))
            #expect(try await registry.importRoll(Self.roll).status == 200)

            let sold = RollText().row("1-1-101", "D", name: "Buyer")
            let answer = try await transfer(sold, on: "2023-05-04", in: registry)

            #expect(answer.status == 200, "\(answer.text)")
            let fact = try #require(try await registry.published(OwnershipTransferred.self).first)
            #expect(fact.unit.description == "1-1-101" && fact.on.description == "2023-05-04" && fact.from != fact.to)
            #expect(try await registry.published(UnitsRecorded.self).last?.units.map(\.owners) == [fact.to])
            let export = try await registry.get("roll.csv", as: registry.bearer(.committee)).text
            #expect(export.contains("Buyer") && !export.contains("Owner <A>"))
            #expect(try await transfer(sold, on: "2023-05-04", in: registry).text.contains(#""units":[]"#))
        }
    }

    @Test(.database) func `a transfer that says more or is of the future changes nothing`() async throws {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2023-05-20"))
            #expect(try await registry.importRoll(Self.roll).status == 200)
            let events = try await registry.eventCount()

            let larger = RollText().row("1-1-101", "D", area: "90")
            #expect(try await transfer(larger, on: "2023-05-04", in: registry).slug == "unit-differs")
            let early = RollText().row("1-1-101", "D")
            #expect(try await transfer(early, on: "2023-05-21", in: registry).slug == "day-in-future")
            let other = RollText().row("9-1-1", "D")
            #expect(try await transfer(other, on: "2023-05-04", in: registry).slug == "unknown-unit")
            #expect(try await registry.eventCount() == events)
        }
    }

    @Test(.database) func `modes of management follow one another, temporary ones with their last day`() async throws {
        try await TestRegistry.run { registry in
            func manage(_ body: String) async throws -> TestRegistry.Reply {
                try await registry.call(
                    .post, "/v1/communities/\(registry.community)/management", as: registry.bearer(.operator), body)
            }
            let first = try await manage(#"{"mode": "none", "since": "1999-01-01", "basis": "no owner-unit"}"#)
            #expect(first.status == 200)
            let endless = try await manage(#"{"mode": "entrusted", "since": "2021-06-01", "basis": "street"}"#)
            #expect(try endless.fields == ["until"])
            let right = #"{"mode": "entrusted", "since": "2021-06-01", "until": "2022-06-01", "basis": "street"}"#
            let second = try await manage(right)
            #expect(second.status == 200)
            let again = try await manage(right)
            #expect(again.text.contains(#""changed":false"#))
            let earlier = try await manage(#"{"mode": "pmc", "since": "2021-05-01", "basis": "an election"}"#)
            #expect(try earlier.slug == "mode-not-after-last")
            try await registry.start("2022-06-01")
            for day in ["9999-12-31", "2022-06-02"] {
                let future = try await manage(#"{"mode": "company", "since": "\#(day)", "basis": "a contract"}"#)
                #expect(try future.slug == "day-in-future" && future.fields == ["since"], "\(future.text)")
            }
            let published = try await registry.published(ManagementModeSet.self).map(\.mode.rawValue)
            #expect(published == ["none", "entrusted"])
            let emergency = try await manage(
                #"{"mode": "emergency", "since": "2022-06-01", "until": "2022-09-01", "basis": "x"}"#)
            #expect(try emergency.slug == "no-rules")
        }
    }
}
