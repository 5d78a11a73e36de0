import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct OpeningTests {
    private func fresh(_ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            try await body(ballots, try TestCommunity.small("c\(UUID().uuidString.prefix(8).lowercased())"))
        }
    }

    @Test func `an assembly is convened once, and its announcement published`() async throws {
        try await fresh { ballots, community in
            #expect(try await community.convene(at: ballots).slug == "unknown-community")
            try await community.register(with: ballots)
            let convened = try await community.convene(at: ballots)
            #expect(convened.status == 201)
            #expect(try convened.decode(AssemblyText.self).state == "convened")

            let again = try await community.convene(at: ballots)

            #expect(again.status == 409)
            #expect(try again.slug == "assembly-exists")
            let events = try await ballots.published(AssemblyConvened.self, of: community.id)
            #expect(events.count == 1)
            #expect(events.first?.items.first?.mandate == (try Samples.collect()))
        }
    }

    /// Funds would open one campaign for the two mandates, and pass over the second.
    @Test func `two assemblies do not name one campaign`() async throws {
        try await fresh { ballots, community in
            try await community.register(with: ballots)
            #expect(try await community.convene("lifts-2023", item: "a", at: ballots).status == 201)

            let taken = try await community.convene("lifts", item: "2023-a", at: ballots)

            #expect(taken.status == 400)
            #expect(try taken.fields == ["items[0].code"])
            #expect(try await community.convene("lifts", item: "2023-b", at: ballots).status == 201)
            #expect(try await community.convene("lifts-2023", item: "a", at: ballots).slug == "assembly-exists")
        }
    }

    @Test func `an assembly whose time is over is not opened any more`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots, closesIn: .milliseconds(200))
            try await ballots.pool.withConnection { connection in
                var isOver = false
                while !isOver {
                    isOver =
                        try await connection.query(
                            "SELECT clock_timestamp() > closes_at FROM assembly WHERE community = \(community.id)",
                            as: Bool.self
                        ) == [true]
                }
            }

            let late = try await community.open(at: ballots)

            #expect(late.status == 409)
            #expect(try late.slug == "too-late-to-open")
            #expect(try await ballots.published(AssemblyOpened.self, of: community.id).isEmpty)
        }
    }

    /// Or a plan made for small rolls would go on reading the whole of a large one for every batch of votes.
    @Test func `the server knows the size of a roll as soon as it is frozen`() async throws {
        try await fresh { ballots, community in
            try await community.openAssembly(at: ballots)

            let known = try await ballots.pool.withConnection {
                try await $0.query(
                    "SELECT reltuples >= 8 FROM pg_class WHERE oid = 'frozen_unit'::regclass", as: Bool.self)
            }

            #expect(known == [true])
        }
    }

    @Test func `a wrong agenda is answered with its fields`() async throws {
        try await fresh { ballots, community in
            try await community.register(with: ballots)
            let answer = try await ballots.post(
                community.path,
                """
                {"code": "a", "title": "", "closesAt": "2020-01-01T00:00:00+08:00", "items": [
                    {"code": "x", "title": "大修", "kind": "useFund", "mandate": {"kind": "collect", "rate": "17.93",
                        "scope": {}, "threshold": "1/2", "basis": "amount",
                        "releases": {"work": "overhaul", "workClass": "majorRepair"}}}
                ]}
                """, as: [.operator], of: community.id)

            #expect(answer.status == 400)
            #expect(try answer.fields == ["title", "closesAt", "items[0].kind"])
        }
    }

    @Test func `there is no opening before rules and roll are there, and there is one then`() async throws {
        try await fresh { ballots, community in
            try await community.register(with: ballots)
            _ = try await community.convene(at: ballots)
            #expect(try await community.open(at: ballots).slug == "rules-missing")
            try await community.adoptRules(with: ballots)
            #expect(try await community.open(at: ballots).slug == "roll-missing")
            try await community.recordUnits(with: ballots)
            #expect(try await community.open(at: ballots).slug == "roll-missing")
            try await community.recordRoll(with: ballots)

            let opened = try await community.open(at: ballots)

            #expect(opened.status == 200)
            let assembly = try opened.decode(AssemblyText.self)
            #expect(assembly.state == "open")
            #expect(assembly.electorate == Samples.weight(399_99, 4))
            #expect(assembly.rulesHash == (try Samples.rules().hash()))
            #expect(try await community.open(at: ballots).slug == "already-opened")
            #expect(try await ballots.published(AssemblyOpened.self, of: community.id).count == 1)
        }
    }

    @Test func `units after the roll's last word keep an assembly from opening until the next word`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            var grown = community
            grown.units.append(try TestCommunity.unit("3-1-101", 50_00, [OwnerID(UUID())]))
            try await grown.recordUnits(with: ballots)

            #expect(try await community.open(at: ballots).slug == "roll-incomplete")

            try await grown.recordRoll(with: ballots)
            #expect(try await community.open(at: ballots).decode(AssemblyText.self).electorate?.heads == 5)
        }
    }

    @Test func `a change of the roll that is parked keeps an assembly from opening until it is applied`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            var grown = community
            grown.units.append(try TestCommunity.unit("3-1-101", 50_00, [OwnerID(UUID())]))
            try await ballots.park(UnitsRecorded(units: grown.units), of: community.id)
            try await ballots.park(try grown.rollRecorded, of: community.id)

            #expect(try await community.open(at: ballots).slug == "roll-incomplete")

            #expect(try await ballots.retry(.registry, "roll", of: community.id) == 2)
            #expect(try await community.open(at: ballots).decode(AssemblyText.self).electorate?.heads == 5)
        }
    }

    @Test func `a merger that is parked keeps an assembly from opening, as one that is applied does`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            let area = try CommunityID(parsing: "xinyi")
            let merged = CommunityMerged(into: area, on: try Day(parsing: "2021-06-20"), basis: "街道〔2021〕6号")
            try await ballots.park(merged, of: community.id)

            #expect(try await community.open(at: ballots).slug == "roll-incomplete")

            #expect(try await ballots.retry(.registry, "community", of: community.id) == 1)
            #expect(try await community.open(at: ballots).slug == "community-merged")
        }
    }

    @Test func `rules that were adopted and are parked keep an assembly from opening by those before`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            let pack = try Samples.rules([.objectionAnswer: "7d"])
            try await ballots.park(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)

            #expect(try await community.open(at: ballots).slug == "rules-awaited")

            #expect(try await ballots.retry(.registry, "rules", of: community.id) == 1)
            let opened = try await community.open(at: ballots).decode(AssemblyText.self)
            #expect(opened.rulesHash == (try pack.hash()))
        }
    }

    @Test func `a copy that hashes to something else than the registry said is no basis`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            try await ballots.receive(
                RollRecorded(
                    units: 8, countedArea: Area(hundredths: 399_99), heads: 4, hash: Samples.digest("another roll")),
                of: community.id)

            #expect(try await community.open(at: ballots).slug == "roll-incomplete")
        }
    }

    @Test func `events that arrive twice change nothing`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)

            #expect(
                try await community.open(at: ballots).decode(AssemblyText.self).electorate == Samples.weight(399_99, 4))
        }
    }

    @Test func `what changes on the roll after the opening changes nothing of the assembly`() async throws {
        try await fresh { ballots, community in
            try await community.openAssembly(at: ballots)
            let before = try await community.show(at: ballots)
            var shrunk = community
            shrunk.units.removeFirst(3)
            try await ballots.receive(
                UnitsRemoved(units: community.units.prefix(3).map(\.unit)), of: community.id)
            try await shrunk.recordRoll(with: ballots)

            let vote = try await community.vote("1-1-102", by: TestCommunity.Owner.anna, at: ballots)

            #expect(vote.status == 201)
            let after = try await community.show(at: ballots)
            #expect(after.electorate == before.electorate)
            #expect(after.rollHash == before.rollHash)
            #expect(after.items[0].participation == Samples.weight(100_00, 1))
        }
    }

    @Test func `assemblies are listed a page at a time, the latest first`() async throws {
        try await fresh { ballots, community in
            try await community.register(with: ballots)
            for number in 1...3 {
                let answer = try await ballots.post(
                    community.path,
                    """
                    {"code": "a\(number)", "title": "会议", "closesAt": "2999-01-01T00:00:00+08:00",
                     "items": [{"code": "x", "title": "事项", "kind": "other"}]}
                    """, as: [.committee], of: community.id)
                #expect(answer.status == 201)
            }

            let first = try await ballots.get("\(community.path)?limit=2", of: community.id).decode(Page.self)
            let next = try #require(first.next)
            let rest = try await ballots.get("\(community.path)?limit=2&cursor=\(next)", of: community.id)
                .decode(Page.self)

            #expect(first.assemblies.map(\.code) == ["a3", "a2"])
            #expect(rest.assemblies.map(\.code) == ["a1"])
            #expect(rest.next == nil)
            let wrong = try await ballots.get("\(community.path)?cursor=x", of: community.id)
            #expect(try wrong.fields == ["cursor"])
        }
    }

    private struct Page: Decodable {
        let assemblies: [Row]
        let next: String?

        struct Row: Decodable {
            let code: String
        }
    }
}
