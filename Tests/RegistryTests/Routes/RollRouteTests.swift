import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct RollRouteTests {
    private static let roll = RollText().row("1-1-101", "A", phone: "138").row("1-1-102", "B").row("1-1-102", "A")
        .row("2-1-101", "DEV", kind: "developer").row("2-1-102", "DEV", kind: "developer")

    @Test(.database) func `an import publishes the units and then the whole roll`() async throws {
        try await TestRegistry.run { registry in
            let answer = try await registry.importRoll(Self.roll)

            #expect(answer.status == 200, "\(answer.text)")
            let imported = try answer.decode(RollImport.self)
            #expect(imported.added.count == 4)
            #expect(imported.roll.heads == 3)
            let units = try await registry.published(UnitsRecorded.self).flatMap(\.units)
            #expect(units.map(\.unit.description) == ["1-1-101", "1-1-102", "2-1-101", "2-1-102"])
            #expect(units[1].owners.count == 2)
            #expect(units[1].voter != units[0].voter)
            #expect(units[2].owners == units[3].owners)
            let recorded = try #require(try await registry.published(RollRecorded.self).first)
            #expect(recorded == imported.roll.recorded)
            #expect(recorded.hash == Digest256(of: try CanonicalJSON.encode(units)))
        }
    }

    @Test(.database) func `the totals are public and the names are not`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(Self.roll)

            let totals = try await registry.get("roll")
            #expect(totals.status == 200)
            let roll = try totals.decode(RollSummary.self)
            #expect(roll.buildings.map { [$0.units, $0.heads] } == [[2, 2], [2, 1]])
            #expect(try await registry.get("roll.csv").status == 401)
            #expect(try await registry.get("roll.csv", as: registry.bearer(.owner)).status == 403)
        }
    }

    @Test(.database) func `the same file again changes and publishes nothing`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(Self.roll)
            let events = try await registry.eventCount()

            let again = try await registry.importRoll(Self.roll).decode(RollImport.self)

            #expect(again.added.isEmpty && again.changed.isEmpty && again.removed.isEmpty)
            #expect(again.people == 0)
            #expect(try await registry.eventCount() == events)
        }
    }

    @Test(.database) func `another file publishes what changed, and owners keep their ids`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(Self.roll)
            let before = try await registry.published(UnitsRecorded.self).flatMap(\.units)
            let next = RollText().row("1-1-101", "C").row("1-1-102", "B").row("1-1-102", "A", phone: "138")
                .row("2-1-101", "DEV", kind: "developer").row("3-1-101", "DEV", area: "50", kind: "developer")

            let imported = try await registry.importRoll(next).decode(RollImport.self)

            #expect(imported.added.map(\.description) == ["3-1-101"])
            #expect(imported.changed.map(\.unit.description) == ["1-1-101"])
            #expect(imported.changed.map(\.columns) == [["owner_ref", "voter"]])
            #expect(imported.removed.map(\.description) == ["2-1-102"])
            let published = try await registry.published(UnitsRecorded.self)
            #expect(published.last?.units.map(\.unit.description) == ["1-1-101", "3-1-101"])
            #expect(published.last?.units.last?.owners == before.last?.owners)
            let removed = try await registry.published(UnitsRemoved.self).flatMap(\.units)
            #expect(removed.map(\.description) == ["2-1-102"])
            #expect(try await registry.published(RollRecorded.self).last == imported.roll.recorded)
        }
    }

    @Test(.database) func `an owner who comes back has the same id, and names go with those who leave`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            let first = try await registry.published(UnitsRecorded.self).flatMap(\.units)
            _ = try await registry.importRoll(RollText().row("1-1-101", "C").row("1-1-102", "B"))
            let people = try await registry.service.pool.withConnection { connection in
                try await connection.query(
                    "SELECT owner.ref FROM person JOIN owner ON owner.id = owner ORDER BY 1", as: (String).self)
            }
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))

            #expect(people == ["B", "C"])
            #expect(try await registry.published(UnitsRecorded.self).last?.units == [first[0]])
        }
    }

    @Test(.database) func `a dry run says what would change and changes nothing`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(Self.roll)
            let events = try await registry.eventCount()
            let next = RollText().row("1-1-101", "C").row("1-1-102", "B").row("1-1-102", "A", phone: "138")

            let preview = try await registry.importRoll(next, dryRun: true).decode(RollImport.self)

            #expect(preview.dryRun)
            #expect(try await registry.eventCount() == events)
            #expect(try await registry.get("roll").decode(RollSummary.self).units == 4)
            let imported = try await registry.importRoll(next).decode(RollImport.self)
            #expect(imported.added == preview.added)
            #expect(imported.changed.map(\.unit) == preview.changed.map(\.unit))
            #expect(imported.removed == preview.removed)
            #expect(imported.people == preview.people)
            #expect(imported.roll.heads == preview.roll.heads)
        }
    }

    @Test(.database) func `whoever has another name under the same reference is told by line, and no name is`()
        async throws
    {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(Self.roll)
            let next = RollText().row("1-1-101", "B", phone: "139").row("1-1-102", "C", name: "Newcomer")
                .row("1-1-103", "A", name: "Somebody else", phone: "138").row("1-1-104", "A", name: "Somebody else")
                .row("2-1-101", "DEV", kind: "person")
            let renamed = [RollImport.Renamed(line: 4, ownerRef: try OwnerRef(parsing: "A"))]

            for isDryRun in [true, false] {
                let answer = try await registry.importRoll(next, dryRun: isDryRun)
                let imported = try answer.decode(RollImport.self)
                #expect(imported.renamed == renamed, "not another number or kind, nor whoever is new")
                #expect(imported.people == 4)
                #expect(!answer.text.contains("Somebody"))
            }
            #expect(try await registry.importRoll(next).decode(RollImport.self).renamed == nil)
            // Who A was is forgotten with the last unit.
            let without = RollText().row("1-1-101", "B", phone: "139")
            #expect(try await registry.importRoll(without).decode(RollImport.self).renamed == nil)
            let reused = without.row("1-1-103", "A", name: "A third")
            #expect(try await registry.importRoll(reused).decode(RollImport.self).renamed == nil)
        }
    }

    @Test(.database) func `a bad row is named and nothing of the file is taken`() async throws {
        try await TestRegistry.run { registry in
            let bad = RollText().row("1-1-101", "A").row("1-1-102", "B", area: "-5")
            let events = try await registry.eventCount()

            let answer = try await registry.importRoll(bad)

            #expect(answer.status == 422)
            #expect(try answer.slug == "file-refused")
            #expect(try answer.fields == ["area_m2"] && answer.lines == [3])
            #expect(try await registry.get("roll").slug == "no-roll")
            #expect(try await registry.eventCount() == events)
            #expect(try await Self.owners(registry).isEmpty, "not even owners, who are stored while the file is read")
        }
    }

    @Test(.database) func `thousands of owners rise in the order of the file, and keep their ids`() async throws {
        try await TestRegistry.run { registry in
            var roll = RollText()
            for number in 0..<4_100 { roll = roll.row("1-1-\(number)", "r\(9_000 - number)") }
            _ = try await registry.importRoll(roll)
            let first = try await Self.owners(registry)
            #expect(first.map(\.0.description) == (0..<4_100).map { "r\(9_000 - $0)" })

            let next = roll.row("1-1-5000", "r1").row("1-1-5001", "r9000")
            let imported = try await registry.importRoll(next).decode(RollImport.self)

            #expect(imported.people == 1 && imported.added.count == 2)
            let second = try await Self.owners(registry)
            #expect(second.count == 4_101 && second.last?.0.description == "r1")
            #expect(second.dropLast().elementsEqual(first) { $0 == $1 })
        }
    }

    /// In the order of their ids.
    private static func owners(_ registry: TestRegistry) async throws -> [(OwnerRef, OwnerID)] {
        try await registry.service.pool.withConnection { connection in
            try await connection.query("SELECT ref, id FROM owner ORDER BY id", as: (OwnerRef, OwnerID).self)
        }
    }

    @Test(.database) func `an export imports to the same roll`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(Self.roll)
            let export = try await registry.get("roll.csv", as: registry.bearer(.committee))
            #expect(export.status == 200)

            let again = try await registry.importRoll(export.text)

            let change = try again.decode(RollImport.self)
            #expect(change.added.isEmpty && change.changed.isEmpty && change.removed.isEmpty)
            #expect(change.people == 0)
        }
    }

    @Test(.database) func `a repeated key gets the first answer, and refuses another file`() async throws {
        try await TestRegistry.run { registry in
            let first = try await registry.importRoll(Self.roll, key: "k-1", as: .operator)
            let again = try await registry.importRoll(Self.roll, key: "k-1", as: .operator)
            let other = try await registry.importRoll(RollText().row("1-1-1", "A"), key: "k-1", as: .operator)

            #expect(try again.decode(RollImport.self).added == first.decode(RollImport.self).added)
            #expect(try again.decode(RollImport.self).added.count == 4)
            #expect(other.status == 422)
            #expect(try other.slug == "idempotency-key-reuse")
        }
    }

    @Test(.database) func `a large roll goes out in events of at most two hundred units`() async throws {
        try await TestRegistry.run { registry in
            var roll = RollText()
            for number in 0..<450 { roll = roll.row("1-1-\(1_000 + number)", "r\(number)") }

            let reply = try await registry.importRoll(roll)

            #expect(reply.status == 200)
            #expect(try await registry.published(UnitsRecorded.self).map(\.units.count) == [200, 200, 50])
        }
    }

    @Test(.database) func `counting parking spaces counts the roll anew`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(
                RollText().row("1-1-101", "A").row("P-1-1", "B", area: "12", use: "parking"))

            try await registry.register(parkingCounts: true)

            #expect(try await registry.published(CommunityRegistered.self).count == 2)
            #expect(try await registry.published(RollRecorded.self).map(\.heads) == [1, 2])
            #expect(try await registry.get("roll").decode(RollSummary.self).heads == 2)
        }
    }

    @Test(.database) func `an unknown community and another's committee are refused`() async throws {
        try await TestRegistry.run { registry in
            let elsewhere = try await registry.call(
                .post, "/v1/communities/elsewhere/roll", as: registry.bearer(.committee), Self.roll.text,
                mediaType: "text/csv")
            let unknown = try await registry.call(
                .post, "/v1/communities/elsewhere/roll", as: registry.bearer(.operator), Self.roll.text,
                mediaType: "text/csv")

            #expect(elsewhere.status == 403)
            #expect(unknown.status == 404)
            #expect(try unknown.slug == "unknown-community")
            #expect(try await registry.importRoll(Self.roll, as: .collector).status == 403)
        }
    }
}
