import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Who got a ballot, who was not met, and whose papers are still out (R-M-20, R-M-21, R-S-05).
@Suite(.database) struct DeliveryRegisterTests {
    private typealias Owner = TestCommunity.Owner
    private typealias Report = RecordDeliveries.Report

    private struct Page: Decodable {
        struct Row: Decodable, Equatable {
            let unit: String
            let standing: String
            let papers: Int
            let entries: Int
        }

        let deliveries: [Row]
        let next: String?

        var standings: [String] { deliveries.map { "\($0.unit) \($0.standing)" } }
    }

    private struct Progress: Decodable {
        struct Row: Decodable {
            let building: String
            let collector: String?
            let units: Int
            let notReached: Int
            let announced: Int
            let out: Int
            let back: Int
            let papers: Int

            var text: String {
                "\(building) \(collector ?? "-") \(units): \(notReached) \(announced) \(out) \(back), \(papers)"
            }
        }

        let progress: [Row]
    }

    private func ballots(
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("d\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots)
            try await body(ballots, community)
        }
    }

    private func page(_ query: String = "", of community: TestCommunity, at ballots: TestBallots) async throws -> Page {
        try await ballots.get("\(community.assembly)/deliveries\(query)", as: [.collector], of: community.id).decode()
    }

    private func progress(of community: TestCommunity, at ballots: TestBallots) async throws -> [String] {
        try await ballots.get("\(community.assembly)/deliveries/progress", as: [.committee], of: community.id)
            .decode(Progress.self).progress.map(\.text)
    }

    private static let announced = "2-1-101,0,announcement,2023-07-02,\(TestCommunity.scan("1b")),no,c-2\n"
    private static let notMet = "2-1-201,0,inPerson,,,no,c-2\n"
    private static let unproven = "1-1-201,1,post,2023-07-01,,yes,c-1\n"

    @Test func `a file says of each unit how it stands, and the rest has not been reached`() async throws {
        try await ballots { ballots, community in
            let answer = try await community.deliver(
                TestCommunity.delivery("1-1-101") + Self.unproven + Self.announced + Self.notMet, at: ballots)

            #expect(answer.status == 200)
            #expect(
                try answer.decode(Report.self)
                    == Report(
                        units: 4, delivered: 1, unproven: 1, announced: 1, shortNotice: 0, notReached: 1, papers: 3,
                        corrected: 0))
            let rows = try await page(of: community, at: ballots)
            #expect(
                rows.standings == [
                    "1-1-101 out", "1-1-102 notReached", "1-1-201 out", "2-1-101 announced", "2-1-201 notReached",
                    "2-1-202 notReached", "2-1-203 notReached",
                ])
            #expect(rows.deliveries.map(\.entries) == [1, 0, 1, 1, 1, 0, 0])
            #expect(
                try await progress(of: community, at: ballots) == [
                    "1 c-1 2: 0 0 2 0, 3", "1 - 1: 1 0 0 0, 0", "2 c-2 2: 1 1 0 0, 0", "2 - 2: 2 0 0 0, 0",
                ])
        }
    }

    @Test func `of two words about a unit the last one stands, and the first is kept`() async throws {
        try await ballots { ballots, community in
            _ = try await community.deliver(Self.notMet, at: ballots)
            let second = try await community.deliver(TestCommunity.delivery("2-1-201", by: "c-9"), at: ballots)

            #expect(try second.decode(Report.self).corrected == 1)
            let row = try await page("?building=2&standing=out", of: community, at: ballots).deliveries
            #expect(row == [Page.Row(unit: "2-1-201", standing: "out", papers: 2, entries: 2)])
            await #expect(throws: PostgresError.self) {
                try await ballots.pool.withConnection { try await $0.query("DELETE FROM delivery") }
            }
        }
    }

    @Test func `a unit is back once its owner has voted or a paper of it has come, valid or not`() async throws {
        try await ballots { ballots, community in
            let units = ["1-1-101", "1-1-102", "1-1-201", "2-1-101"]
            _ = try await community.deliver(units.map { TestCommunity.delivery($0) }.joined(), at: ballots)
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
            _ = try await community.handInAll(
                TestCommunity.paper("1-1-201", choice: "", invalid: "unsigned"), at: ballots)

            #expect(
                try await page("?collector=c-1", of: community, at: ballots).standings
                    == ["1-1-101 back", "1-1-102 back", "1-1-201 back", "2-1-101 out"])
            #expect(try await page("?standing=out", of: community, at: ballots).standings == ["2-1-101 out"])
        }
    }

    @Test func `the list is paged`() async throws {
        try await ballots { ballots, community in
            var (units, next): ([String], String?) = ([], "")
            repeat {
                let query = "?limit=3" + (next.map { $0.isEmpty ? "" : "&cursor=\($0)" } ?? "")
                let page = try await page(query, of: community, at: ballots)
                units += page.deliveries.map(\.unit)
                next = page.next
            } while next != nil
            #expect(units.count == 7 && units == units.sorted())
        }
    }

    @Test func `wrong lines are named, and nothing of the file is taken`() async throws {
        try await ballots { ballots, community in
            let answer = try await community.deliver(
                TestCommunity.delivery("1-1-101") + TestCommunity.delivery("7-7-777")
                    + TestCommunity.delivery("2-1-P1"), at: ballots)

            #expect(answer.status == 422)
            #expect(try answer.places == ["3 unit", "4 unit"])
            #expect(try await page("?standing=out", of: community, at: ballots).deliveries.isEmpty)
            let rehearsal = try await community.deliver(TestCommunity.delivery("1-1-101"), dryRun: true, at: ballots)
            #expect(try rehearsal.decode(Report.self).delivered == 1)
            #expect(try await page("?standing=out", of: community, at: ballots).deliveries.isEmpty)
        }
    }

    @Test func `a single delivery is noted down like a line, its fields named`() async throws {
        try await ballots { ballots, community in
            let good = """
                {"unit": "1-1-101", "papers": 1, "method": "inPerson", "deliveredOn": "2023-07-01",
                 "evidence": "\(TestCommunity.scan("1a"))", "warned": true, "letter": "\(TestCommunity.scan("2b"))",
                 "collector": "c-1"}
                """
            let noted = try await community.note(good, at: ballots)
            #expect(noted.status == 201)
            let list = try await ballots.get("\(community.assembly)/deliveries", as: [.collector], of: community.id)
                .text
            #expect(list.contains(#""letter":"\#(TestCommunity.scan("2b"))""#))
            #expect(
                try await community.note(good.replacing("1-1-101", with: "7-7-777"), at: ballots).fields == ["unit"])
            #expect(
                try await community.note(good.replacing(#""papers": 1"#, with: #""papers": 0"#), at: ballots).fields
                    == ["papers"])
            #expect(
                try await community.note(good.replacing("2023-07-01", with: "2999-07-01"), at: ballots).fields == [
                    "deliveredOn"
                ])
            #expect(try await community.note(good.replacing("c-1", with: ""), at: ballots).fields == ["collector"])
            #expect(
                try await community.note(good.replacing("inPerson", with: "pigeon"), at: ballots).fields == ["method"])
            #expect(try await page("?standing=out", of: community, at: ballots).standings == ["1-1-101 out"])
        }
    }

    @Test func `the register is kept while the assembly is open, and no longer`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small("d\(UUID().uuidString.prefix(8).lowercased())")
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            let early = try await community.deliver(TestCommunity.delivery("1-1-101"), at: ballots)
            #expect(try early.slug == "not-open-yet")
            _ = try await community.open(at: ballots)
            #expect(try await community.deliver(TestCommunity.delivery("1-1-101"), at: ballots).status == 200)
            _ = try await community.close(at: ballots)
            let late = try await community.deliver(TestCommunity.delivery("1-1-102"), at: ballots)
            #expect(try late.slug == "voting-closed")
        }
    }

    @Test func `where silence counts, nothing that is said after the voting changes who was told in time`() async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("d\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(proxyLimit: 0, silent: .inFavour, at: ballots)
            let scan = TestCommunity.scan("1a")
            let unwarned = "1-1-201,2,inPerson,2023-07-01,\(scan),no,c-1\n"
            #expect(
                try await community.deliver(TestCommunity.delivery("1-1-101") + unwarned, at: ballots).status == 200)
            try await community.endVoting(at: ballots)

            // Backdated, and corrections of each thing that it takes.
            let refused = [
                "2-1-101,0,electronic,2023-07-01,\(scan),yes,c-1\n", TestCommunity.delivery("1-1-201"),
                "1-1-101,2,inPerson,2023-07-01,\(scan),no,c-1\n", "1-1-101,2,inPerson,2023-07-01,,yes,c-1\n",
                "1-1-101,0,announcement,2023-07-01,\(scan),yes,c-1\n", "1-1-101,0,inPerson,,,yes,c-1\n",
            ]
            for line in refused {
                for dryRun in [true, false] {
                    let answer = try await community.deliver(
                        "2-1-202,1,post,2023-07-01,,yes,c-1\n" + line, dryRun: dryRun, at: ballots)
                    #expect(try answer.status == 422 && answer.places == ["3 warned"], "\(line)")
                }
            }
            let note = try await community.note(
                """
                {"unit": "2-1-101", "papers": 1, "method": "inPerson", "deliveredOn": "2023-07-01",
                 "evidence": "\(scan)", "warned": true, "collector": "c-1"}
                """, at: ballots)
            #expect(try note.status == 400 && note.fields == ["warned"])

            let harmless = TestCommunity.delivery("1-1-101", by: "c-2") + "2-1-101,1,post,2023-07-01,,yes,c-1\n"
            #expect(try await community.deliver(harmless + unwarned, at: ballots).status == 200)
        }
    }

    @Test func `where silence counts nothing, the register is kept until the last papers`() async throws {
        try await ballots { ballots, community in
            try await community.endVoting(at: ballots)
            #expect(try await community.deliver(TestCommunity.delivery("1-1-101"), at: ballots).status == 200)
        }
    }

    @Test func `the bundle has what stands, in the order of the units`() async throws {
        try await ballots { ballots, community in
            _ = try await community.deliver(Self.notMet + TestCommunity.delivery("1-1-101"), at: ballots)
            _ = try await community.deliver(Self.unproven + Self.announced, at: ballots)
            _ = try await community.deliver(TestCommunity.delivery("2-1-201"), at: ballots)
            let number = try await ballots.pool.withConnection {
                try await $0.query("SELECT number FROM assembly WHERE community = \(community.id)", as: Int64.self)
            }[0]

            let rows = try await BundleStore(pool: ballots.pool).deliveries(of: number, after: nil)
            #expect(rows.map(\.unit.description) == ["1-1-101", "1-1-201", "2-1-101", "2-1-201"])
            #expect(rows.map(\.papers) == [2, 1, 0, 2])
            let record = String(decoding: try BundleRecord.delivery(rows[0]).bare, as: UTF8.self)
            let day = #""deliveredOn":"2023-07-01","evidence":"\#(TestCommunity.scan("1a"))","kind":"delivery""#
            #expect(record.hasSuffix(day + #","method":"inPerson","papers":2,"unit":"1-1-101","warned":true}"#))
        }
    }
}
