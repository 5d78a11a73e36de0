import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What a transfer would change, and what has changed hands (R-G-03).
struct TransferRouteTests {
    private static let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-103", "B")
    private static let sold = RollText().row("1-1-101", "B").row("1-1-102", "D")

    private struct List: Decodable {
        let transfers: [Transfer]
        let next: String?

        struct Transfer: Decodable {
            let unit: String
            let on: String
            let noticeBy: String?
            let toldOn: String?
            let isLate: Bool?
        }
    }

    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2023-05-20"))
            #expect(try await registry.importRoll(roll).status == 200)
            try await body(registry)
        }
    }

    private static func transfer(
        _ roll: RollText = sold, on day: String = "2023-05-04", dryRun: Bool = false, in registry: TestRegistry
    ) async throws -> TestRegistry.Reply {
        let path = "/v1/communities/\(registry.community)/roll/transfers?on=\(day)" + (dryRun ? "&dryRun=true" : "")
        return try await registry.call(
            .post, path, as: registry.bearer(.committee), roll.text, mediaType: "text/csv")
    }

    @Test(.database) func `a dry run says what becomes of heads and shares, and changes nothing`() async throws {
        try await Self.run { registry in
            let events = try await registry.eventCount()

            let report = try await Self.transfer(dryRun: true, in: registry).decode(TransferReport.self)

            #expect(report.dryRun && report.heads == .init(before: 2, after: 2))
            let first = try #require(report.changes.first)
            #expect(first.sellers?.map(\.description) == ["A"] && first.buyers?.map(\.description) == ["B"])
            #expect(first.sellerShare == .init(before: Area(hundredths: 88_50), after: .zero))
            #expect(first.buyerShare == .init(before: Area(hundredths: 177_00), after: Area(hundredths: 177_00)))
            #expect(try await registry.eventCount() == events)
            let early = try await Self.transfer(on: "2023-05-21", dryRun: true, in: registry)
            #expect(try early.slug == "day-in-future" && early.fields == ["on"], "\(early.text)")
            let larger = RollText().row("1-1-101", "D", area: "90")
            #expect(try await Self.transfer(larger, dryRun: true, in: registry).slug == "unit-differs")
            #expect(try await registry.get("roll.csv", as: registry.bearer(.committee)).text.contains("Owner <A>"))
        }
    }

    @Test(.database) func `a transfer takes nobody on the roll for somebody else (R-C-14)`() async throws {
        try await Self.run { registry in
            let before = try await registry.get("roll.csv", as: registry.bearer(.committee)).text
            let events = try await registry.eventCount()
            let refused: [(RollText, fields: [String], lines: [Int])] = [
                (RollText().row("1-1-101", "B", kind: "company", name: "Firm"), ["owner_name", "owner_kind"], [2, 2]),
                (RollText().row("1-1-102", "D").row("1-1-103", "A", name: "Another"), ["owner_name"], [3]),
                // Rows of units that do not change hands rename nobody either.
                (RollText().row("1-1-101", "D").row("1-1-102", "B", name: "Another"), ["owner_name"], [3]),
            ]

            for (file, fields, lines) in refused {
                for dryRun in [true, false] {
                    let answer = try await Self.transfer(file, dryRun: dryRun, in: registry)
                    #expect(try answer.slug == "file-refused")
                    #expect(try answer.fields == fields && answer.lines == lines)
                }
            }
            #expect(try await registry.eventCount() == events)
            #expect(try await registry.get("roll.csv", as: registry.bearer(.committee)).text == before)
        }
    }

    @Test(.database) func `a telephone number that was not known may come with a transfer, another may not`()
        async throws
    {
        try await Self.run { registry in
            let committee = try await registry.bearer(.committee)
            func phones(after sold: RollText) async throws -> [String] {
                let answer = try await Self.transfer(sold, in: registry)
                guard answer.status == 200 else { return try answer.fields }
                let rows = try await registry.get("roll.csv", as: committee).text.split(separator: "\r\n")
                return rows.dropFirst().map { row in row.split(separator: ",").last.map(String.init) ?? "" }
            }

            let told = try await phones(after: RollText().row("1-1-101", "B", phone: "13800000000"))
            #expect(told == ["13800000000", "13800000000", "13800000000"])
            let other = try await phones(
                after: RollText().row("1-1-101", "D").row("1-1-102", "B", phone: "13900000000"))
            #expect(other == ["phone"])
            let silent = try await phones(after: RollText().row("1-1-101", "D").row("1-1-102", "B"))
            #expect(silent == ["person", "13800000000", "13800000000"])
        }
    }

    @Test(.database) func `a row of an exported roll is a transfer, whatever its building adds up to`() async throws {
        try await Self.run { registry in
            let roll = RollText().row("1-1-101", "A", total: "265.50").row("1-1-102", "B").row("1-1-103", "B")
            #expect(try await registry.importRoll(roll).status == 200)

            let sold = try await Self.transfer(RollText().row("1-1-101", "D", total: "265.50"), in: registry)

            #expect(sold.status == 200, "\(sold.text)")
            #expect(try await registry.get("roll.csv", as: registry.bearer(.committee)).text.contains("265.50"))
        }
    }

    @Test(.database) func `nobody sells a unit before they have bought it, and no day has two owners of one`()
        async throws
    {
        try await TestRegistry.run { registry in
            func owners(on day: String) async throws -> [String] {
                let answer = try await registry.get("roll/units?on=\(day)", as: registry.bearer(.committee))
                return try answer.decode(RollHistoryTests.Units.self).units.map { "\($0.unit) \($0.since ?? "")" }
            }
            try registry.service.calendar.set(day: try Day(parsing: "2023-01-01"))
            #expect(try await registry.importRoll(Self.roll).status == 200)
            try registry.service.calendar.set(day: try Day(parsing: "2023-06-20"))
            let second = RollText().row("1-1-101", "D")
            #expect(try await Self.transfer(second, on: "2023-06-10", in: registry).status == 200)

            let early = RollText().row("1-1-102", "F").row("1-1-101", "E")
            let refused = try await Self.transfer(early, on: "2023-06-05", in: registry)
            #expect(try refused.slug == "file-refused" && refused.fields == ["unit"] && refused.lines == [3])
            #expect(try await owners(on: "2023-06-07").first == "1-1-101 2023-01-01")
            // A file says how things are on its day; what was sold before it may still be told.
            let measured = RollText().row("1-1-101", "D", area: "90").row("1-1-102", "B", area: "90")
                .row("1-1-103", "B")
            #expect(try await registry.importRoll(measured).status == 200)
            #expect(try await Self.transfer(early, on: "2023-06-05", in: registry).slug == "unit-differs")
            let late = RollText().row("1-1-102", "F", area: "90")
            #expect(try await Self.transfer(late, on: "2023-06-05", in: registry).status == 200)
            let again = RollText().row("1-1-101", "E", area: "90")
            #expect(try await Self.transfer(again, on: "2023-06-05", in: registry).lines == [2])
            #expect(
                try await owners(on: "2023-06-07") == [
                    "1-1-101 2023-01-01", "1-1-102 2023-06-05", "1-1-103 2023-01-01",
                ])
            #expect(
                try await owners(on: "2023-06-20") == [
                    "1-1-101 2023-06-20", "1-1-102 2023-06-05", "1-1-103 2023-01-01",
                ])
        }
    }

    @Test(.database) func `what changed hands is listed in pages, late where the rules say so`() async throws {
        try await Self.run { registry in
            #expect(try await Self.transfer(in: registry).text.contains("sellers") == false)
            let pack = String(decoding: try TestBodies.pack([.transferNotice: "15d"]).canonicalBytes(), as: UTF8.self)
            let rules = try await registry.call(
                .post, "/v1/communities/\(registry.community)/rules", as: registry.bearer(.operator), pack)
            #expect(rules.status == 200, "\(rules.text)")
            #expect(
                try await Self.transfer(RollText().row("1-1-103", "E"), on: "2023-05-04", in: registry)
                    .decode(TransferReport.self).noticeBy?.description == "2023-05-19")
            #expect(
                try await Self.transfer(RollText().row("1-1-103", "F"), on: "2023-05-18", in: registry).status == 200)

            func list(_ query: String) async throws -> List {
                let answer = try await registry.get("roll/transfers\(query)", as: registry.bearer(.committee))
                #expect(answer.status == 200, "\(answer.text)")
                return try answer.decode(List.self)
            }
            let all = try await list("").transfers
            #expect(all.map(\.unit) == ["1-1-103", "1-1-103", "1-1-102", "1-1-101"])
            #expect(all.map(\.isLate) == [false, true, nil, nil])
            #expect(all.map(\.toldOn) == Array(repeating: "2023-05-20", count: 4))
            let page = try await list("?limit=3")
            #expect(page.transfers.count == 3)
            #expect(try await list("?limit=3&cursor=\(page.next ?? "")").transfers.map(\.unit) == ["1-1-101"])
            #expect(try await list("?unit=1-1-102").transfers.map(\.on) == ["2023-05-04"])
            #expect(try await registry.get("roll/transfers", as: registry.bearer(.owner)).status == 403)
            let bad = try await registry.get("roll/transfers?cursor=x", as: registry.bearer(.committee))
            #expect(try bad.fields == ["cursor"])
        }
    }
}
