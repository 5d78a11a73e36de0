import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct RollHistoryTests {
    private static let roll = RollText().row("1-1-101", "A", source: "register").row("1-1-102", "B").row("1-1-102", "C")

    struct Units: Decodable {
        let units: [Unit]
        let next: String?

        struct Unit: Decodable {
            let unit: String
            let area: String
            let areaSource: String?
            let owners: [String]
            let voter: String
            let since: String?
            let until: String?
        }
    }

    struct Snapshots: Decodable {
        let snapshots: [Snapshot]

        struct Snapshot: Decodable {
            let position: Int64
            let hash: String
            let cause: String
            let heads: Int
        }
    }

    @Test(.database) func `who was on the roll on a day can be asked after it has changed`() async throws {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2023-01-10"))
            #expect(try await registry.importRoll(Self.roll).status == 200)
            try registry.service.calendar.set(day: try Day(parsing: "2023-03-01"))
            #expect(try await registry.importRoll(RollText().row("1-1-101", "D").row("1-1-103", "B")).status == 200)
            let committee = try await registry.bearer(.committee)
            func units(_ query: String) async throws -> [Units.Unit] {
                let answer = try await registry.get("roll/units\(query)", as: committee)
                #expect(answer.status == 200, "\(answer.text)")
                return try answer.decode(Units.self).units
            }

            #expect(try await units("?on=2023-01-09").isEmpty)
            let before = try await units("?on=2023-02-28")
            #expect(before.map(\.unit) == ["1-1-101", "1-1-102"])
            #expect(before.map(\.until) == ["2023-03-01", "2023-03-01"])
            #expect(before.map(\.areaSource) == ["register", nil])
            #expect(before.map(\.owners.count) == [1, 2])
            #expect(try await units("?on=2023-03-01").map(\.unit) == ["1-1-101", "1-1-103"])
            #expect(try await units("").map(\.since) == ["2023-03-01", "2023-03-01"])
            #expect(try await registry.get("roll/units", as: registry.bearer(.owner)).status == 403)
            #expect(try await registry.get("roll/units?on=2023-01-01&at=1", as: committee).status == 400)
            #expect(try await registry.get("roll/units?at=99", as: committee).slug == "unknown-snapshot")
        }
    }

    @Test(.database) func `a snapshot has the position of its fact, and its units have its hash`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)
            #expect(try await registry.importRoll(RollText().row("1-1-101", "D").row("1-1-103", "B")).status == 200)
            try await registry.register(parkingCounts: true)

            let snapshots = try await registry.get("roll/snapshots").decode(Snapshots.self).snapshots

            #expect(snapshots.map(\.cause) == ["parking", "import", "import"])
            let facts = try await registry.service.pool.withConnection { connection in
                try await connection.query(
                    "SELECT pos FROM outbox WHERE type LIKE '%RollRecorded%' ORDER BY pos DESC", as: Int64.self)
            }
            #expect(snapshots.map(\.position) == facts)
            for snapshot in snapshots {
                let page = try await RollHistoryQueries(pool: registry.service.pool).units(
                    of: registry.community, .position(snapshot.position), after: "", limit: 100)
                var hash = RollHash()
                for unit in Roll(page.units.map(\.record)).units { try hash.add(unit) }
                #expect(hash.finish().description == snapshot.hash)
            }
        }
    }

    @Test(.database) func `a dry run shows what each column holds before and after`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)

            let next = RollText().row("1-1-101", "D", area: "90").row("1-1-102", "C").row("1-1-102", "B")
            let change = try await registry.importRoll(next, dryRun: true).decode(RollImport.self)

            #expect(
                change.changed.first?.values == [
                    .init(column: "area_m2", before: "88.50", after: "90.00"),
                    .init(column: "area_source", before: "register", after: ""),
                    .init(column: "owner_ref", before: "A", after: "D"),
                    .init(column: "voter", before: "A", after: "D"),
                ])
            #expect(change.changed.last?.values == [.init(column: "voter", before: "B", after: "C")])
        }
    }

    @Test(.database) func `an export has the optional columns that the import had`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A", source: "survey", total: "177.00").row("1-1-102", "B")
            #expect(try await registry.importRoll(roll).status == 200)

            let export = try await registry.get("roll.csv", as: registry.bearer(.committee)).text
            let again = try await registry.importRoll(export).decode(RollImport.self)

            #expect(export.contains("area_source,building_area_m2") && export.contains("survey,177.00"))
            #expect(again.changed.isEmpty && again.added.isEmpty && again.people == 0)
        }
    }

    @Test(.database) func `a file beyond the limit is refused before it is read`() async throws {
        try await TestRegistry.run { registry in
            let large = String(repeating: "x", count: RollController.fileLimit + 1)

            let answer = try await registry.importRoll(large)

            #expect(answer.status == 413)
            #expect(try answer.slug == "body-too-large")
            #expect(answer.text.contains("At most 33554432 bytes"))
            #expect(try await registry.get("roll").slug == "no-roll")
        }
    }

    @Test(.database) func `of two hundred thousand rows sent one is bad, is named, and nothing is applied`()
        async throws
    {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            let (before, events) = (try await registry.get("roll").text, try await registry.eventCount())
            // Names as long as they may be, so that the file is about as large as one may be.
            let name = String(repeating: "业", count: 32)
            var text = RollFile.columns.joined(separator: ",") + "\n"
            for number in 1...200_000 {
                let area = number == 123_456 ? "88,50" : "88.50"
                text += "1,1,1,\(number),\"\(area)\",dwelling,r\(number),\(name),person,13800000000\n"
            }
            try #require((30_000_000...RollController.fileLimit).contains(text.utf8.count))

            for isDryRun in [true, false] {
                let answer = try await registry.importRoll(text, dryRun: isDryRun)

                #expect(answer.status == 422)
                #expect(try answer.slug == "file-refused")
                let named = try answer.decode(Refusal.self).errors.map { "\($0.line):\($0.column) \($0.field)" }
                #expect(named == ["123457:5 area_m2"])
            }
            #expect(try await registry.get("roll").text == before)
            #expect(try await registry.eventCount() == events)
        }
    }

    private struct Refusal: Decodable {
        let errors: [Fault]

        struct Fault: Decodable {
            let line: Int
            let column: Int
            let field: String
        }
    }
}
