import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// What becomes of an assembly's time and of its result: extensions, the posting, objections, orders, another try.
///
/// Each test has a database of its own, because a scenario's day never goes back.
@Suite struct ResultTests {
    private typealias Owner = TestCommunity.Owner

    /// In a scenario on 2023-03-28 everybody votes for the one item and against the other, and it is counted.
    static func counted(_ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void)
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small("r\(UUID().uuidString.prefix(8).lowercased())")
            try await begin("2023-03-28", community, ballots)
            try await community.openAssembly(at: ballots)
            for (unit, owner) in [
                ("1-1-101", Owner.anna), ("1-1-201", Owner.bao), ("2-1-101", Owner.ding), ("2-1-203", Owner.developer),
            ] {
                #expect(try await community.vote(unit, by: owner, at: ballots).status == 201)
                #expect(try await community.vote(unit, by: owner, "against", item: "rules", at: ballots).status == 201)
            }
            #expect(try await community.close(at: ballots).status == 200)
            try await body(ballots, community)
        }
    }

    static func begin(_ day: String, _ community: TestCommunity, _ ballots: TestBallots) async throws {
        try await ballots.receive(DayStarted(day: Samples.day(day)), of: community.id)
    }

    // MARK: - Extensions

    @Test(.database) func `an announced extension moves the end, as often and as far as the rules let it`() async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("e\(UUID().uuidString.prefix(8).lowercased())")
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots)
            let start = try await community.show(at: ballots).closesAt
            func later(_ days: Int64) -> Timestamp {
                Timestamp(microseconds: start.microseconds + days * 86_400_000_000)
            }
            #expect(try await community.extend(to: later(1), at: ballots).slug == "not-open-yet")
            _ = try await community.open(at: ballots)

            #expect(try await community.extend(to: start, at: ballots).slug == "extension-refused")
            #expect(try await community.extend(to: later(40), at: ballots).slug == "extension-refused")
            #expect(try await community.extend(to: later(1), "", at: ballots).fields == ["reason"])
            let extended = try await community.extend(to: later(10), at: ballots)
            #expect(extended.status == 200, "\(extended.text)")
            #expect(try extended.decode(AssemblyText.self).closesAt == later(10))
            #expect(try await community.extend(to: later(20), at: ballots).status == 200)
            #expect(try await community.extend(to: later(21), at: ballots).slug == "extensions-used-up")

            let events = try await ballots.published(AssemblyExtended.self, of: community.id)
            #expect(events.map(\.closesAt) == [later(10), later(20)])
            #expect(events.first?.reason == "表决票不足")
            #expect(try await community.course(at: ballots).extensions.map(\.closesAt) == [later(10), later(20)])
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).status == 201)
        }
    }

    /// Extensions, votes and the close race at the end of the voting; each sees what came before it.
    @Test(.database) func `an extension at the last moment is in time or refused, and the votes agree with it`()
        async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.large(60, "x\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots, closesIn: .seconds(3))
            let closesAt = try await community.show(at: ballots).closesAt
            let later = Timestamp(microseconds: closesAt.microseconds + 3_600_000_000)
            try await ballots.waitForDatabaseClock(Timestamp(microseconds: closesAt.microseconds - 20_000))

            async let extended = community.extend(to: later, at: ballots)
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for unit in community.units {
                    group.addTask {
                        try await community.vote(unit.unit.description, by: unit.voter, at: ballots).status == 201
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            let isExtended = try await extended.status == 200

            #expect(try await community.show(at: ballots).closesAt == (isExtended ? later : closesAt))
            #expect(try await community.show(at: ballots).items[0].participation?.heads == Int64(taken))
            #expect(try await ballots.published(AssemblyExtended.self, of: community.id).count == (isExtended ? 1 : 0))
            let late = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT count(*) FROM vote JOIN assembly ON assembly.number = vote.assembly
                    WHERE vote.accepted_at >= assembly.closes_at
                    """, as: Int.self)
            }
            #expect(late == [0])
        }
    }

    // MARK: - The posting

    @Test(.database) func `a result nobody objects to stands by itself the day after its posting`() async throws {
        try await Self.counted { ballots, community in
            #expect(try await community.show(phaseAt: ballots) == "inPublicity")
            #expect(try await community.course(at: ballots).result?.postedUntil == Samples.day("2023-04-12"))
            #expect(try await community.takeEffect(at: ballots).slug == "publicity-runs")
            try await Self.begin("2023-04-12", community, ballots)
            #expect(try await community.show(phaseAt: ballots) == "inPublicity")

            try await Self.begin("2023-04-13", community, ballots)

            #expect(try await community.show(phaseAt: ballots) == "effective")
            let events = try await ballots.published(AssemblyEffective.self, of: community.id)
            #expect(events.map(\.on) == [Samples.day("2023-04-13")])
            #expect(events.first?.objections == 0)
            #expect(try await community.takeEffect(at: ballots).status == 200, "it stays as it is")
            try await Self.begin("2023-04-14", community, ballots)
            #expect(try await ballots.published(AssemblyEffective.self, of: community.id).count == 1)
        }
    }

    @Test(.database) func `in a district that lives by the clock results stand by the repeated look`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("w\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots, closesIn: .seconds(2))
            try await ballots.waitForDatabaseClock(try await community.show(at: ballots).closesAt)
            #expect(try await community.close(at: ballots).status == 200)
            let ripen = ballots.service.takeEffectWhenRipe
            try await ripen()
            #expect(try await community.show(phaseAt: ballots) == "inPublicity")
            try await ballots.pool.withConnection {
                try await $0.execute(
                    "UPDATE assembly SET counted_on = '2023-03-28', posted_until = NULL WHERE community = \(community.id)"
                )
            }

            try await ripen()

            #expect(try await community.show(phaseAt: ballots) == "effective")
            #expect(
                try await ballots.published(AssemblyEffective.self, of: community.id).map(\.on) == [
                    Samples.day("2023-04-13")
                ])
        }
    }

    @Test(.database) func `a posting whose end was left open ends once its year is announced`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("l\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots, closesIn: .seconds(2))
            try await ballots.waitForDatabaseClock(try await community.show(at: ballots).closesAt)
            #expect(try await community.close(at: ballots).status == 200)
            #expect(try await community.object("1-1-201", by: Owner.chen, at: ballots).status == 201)
            // As if it had been counted when nobody knew the holidays of 2023.
            try await ballots.pool.withConnection {
                try await $0.execute(
                    "UPDATE assembly SET counted_on = '2023-03-28', posted_until = NULL WHERE community = \(community.id)"
                )
            }

            #expect(try await community.object("1-1-101", by: Owner.anna, at: ballots).slug == "publicity-over")
            try await ballots.service.takeEffectWhenRipe()

            #expect(try await community.course(at: ballots).result?.postedUntil == Samples.day("2023-04-12"))
            #expect(try await community.show(phaseAt: ballots) == "posted", "an objection is not answered")
        }
    }

    // MARK: - Objections

    @Test(.database)
    func `objections are filed by owners while the result is posted, and keep it from standing until answered`()
        async throws
    {
        try await Self.counted { ballots, community in
            let filed = try await community.object("1-1-201", by: Owner.chen, item: "overhaul", at: ballots)
            #expect(filed.status == 201, "\(filed.text)")
            let id = try filed.decode(Filed.self).objection
            #expect(try await community.object("1-1-201", by: Owner.chen, at: ballots).slug == "objected-before")
            #expect(try await community.object("2-1-101", by: Owner.chen, at: ballots).slug == "not-your-unit")
            #expect(try await community.object("9-9-9", by: Owner.chen, at: ballots).slug == "not-your-unit")
            #expect(
                try await community.object("1-1-201", by: Owner.chen, item: "x", at: ballots).slug == "unknown-item")
            try await Self.begin("2023-04-13", community, ballots)
            #expect(try await community.show(phaseAt: ballots) == "posted")
            #expect(try await community.object("1-1-101", by: Owner.anna, at: ballots).slug == "publicity-over")
            #expect(try await community.takeEffect(at: ballots).slug == "objections")

            #expect(try await community.answer(UUID().uuidString.lowercased(), at: ballots).slug == "unknown-objection")
            let chen = Owner.chen.description
            for person in [Person(subject: chen), Person(subject: "elsewhere", account: "a", owners: [chen])] {
                #expect(try await community.answer(id, by: person, at: ballots).slug == "own-objection")
            }
            #expect(try await community.answer(id, at: ballots).status == 200)
            #expect(try await community.answer(id, "upheld", at: ballots).slug == "already-answered")
            try await Self.begin("2023-04-20", community, ballots)

            #expect(try await community.show(phaseAt: ballots) == "effective")
            let effective = try await ballots.published(AssemblyEffective.self, of: community.id)
            #expect(effective.map(\.on) == [Samples.day("2023-04-13")] && effective.map(\.objections) == [1])
        }
    }

    @Test(.database) func `an upheld objection keeps the result from standing`() async throws {
        try await Self.counted { ballots, community in
            let id = try await community.object("1-1-101", by: Owner.anna, at: ballots).decode(Filed.self).objection
            #expect(try await community.answer(id, "upheld", at: ballots).status == 200)

            try await Self.begin("2023-05-30", community, ballots)

            #expect(try await community.show(phaseAt: ballots) == "posted")
            #expect(try await community.takeEffect(at: ballots).slug == "objections")
            let counts = try await community.course(at: ballots).result?.objections
            #expect(counts == CourseText.Objections(filed: 1, unanswered: 0, upheld: 1))
        }
    }

    @Test(.database) func `an owner sees their own objections, those who answer see all, a page at a time`()
        async throws
    {
        try await Self.counted { ballots, community in
            for (unit, owner, letter) in [
                ("1-1-101", Owner.anna, "01"), ("1-1-102", Owner.anna, "02"), ("2-1-101", Owner.ding, "03"),
            ] {
                #expect(try await community.object(unit, by: owner, letter: letter, at: ballots).status == 201)
            }
            let path = "\(community.path)/2023-lifts/objections"
            func page(_ query: String, _ roles: Set<Role>, _ subject: String) async throws -> Page {
                try await ballots.get(path + query, as: roles, of: community.id, subject: subject).decode(Page.self)
            }

            let own = try await page("", [.owner], Owner.ding.description)
            let first = try await page("?limit=2", [.scrutineer], "somebody")
            let rest = try await page("?limit=2&cursor=\(try #require(first.next))", [.scrutineer], "somebody")

            #expect(own.objections.map(\.unit) == ["2-1-101"])
            #expect(try await page("", [.owner], "somebody").objections.isEmpty)
            #expect(Set((first.objections + rest.objections).map(\.unit)) == ["1-1-101", "1-1-102", "2-1-101"])
            #expect(rest.next == nil)
        }
    }

    @Test(.database) func `who has sold since objects to what they had a vote in, and sees their own`() async throws {
        try await Self.counted { ballots, community in
            let elsewhere = try CommunityID(parsing: "elsewhere")
            let path = "\(community.path)/2023-lifts/objections"
            func object(_ owner: OwnerID) async throws -> TestBallots.Reply {
                try await ballots.post(
                    path, #"{"category": "counting", "unit": "2-1-101", "document": "\#(TestCommunity.scan("0a"))"}"#,
                    as: [.owner], of: elsewhere, subject: owner.description)
            }
            #expect(try await object(Owner.bao).slug == "not-your-unit")
            #expect(try await object(Owner.ding).status == 201)
            for (owner, units) in [(Owner.ding, ["2-1-101"]), (Owner.bao, [])] as [(OwnerID, [String])] {
                let list = try await ballots.get(path, as: [.owner], of: elsewhere, subject: owner.description)
                #expect(try list.decode(Page.self).objections.map(\.unit) == units)
            }
        }
    }

    /// Nothing of who objected is told on the topic.
    @Test(.database) func `an objection is in no event`() async throws {
        try await Self.counted { ballots, community in
            let id = try await community.object("2-1-101", by: Owner.ding, at: ballots).decode(Filed.self).objection
            _ = try await community.answer(id, at: ballots)
            try await Self.begin("2023-04-13", community, ballots)

            let payloads = try await ballots.pool.withConnection {
                try await $0.query("SELECT payload FROM outbox WHERE community = \(community.id)", as: [UInt8].self)
            }.map { String(decoding: $0, as: UTF8.self) }
            #expect(
                !payloads.contains { $0.contains(Owner.ding.description) || $0.contains(id) || $0.contains("0a0a0a") })
        }
    }

    // MARK: - Orders

    @Test(.database) func `an authority sets a decision aside, a court the whole assembly, each once`() async throws {
        try await Self.counted { ballots, community in
            try await Self.begin("2023-04-13", community, ballots)
            #expect(try await community.setAside("x", on: "2023-04-13", at: ballots).slug == "unknown-item")
            #expect(try await community.setAside(on: "2023-04-14", at: ballots).fields == ["on"])
            #expect(try await community.setAside(on: "2023-03-27", at: ballots).fields == ["on"])

            let item = try await community.setAside("overhaul", on: "2023-04-13", at: ballots)
            #expect(item.status == 200, "\(item.text)")
            #expect(try await community.show(phaseAt: ballots) == "effective")
            #expect(try await community.setAside("overhaul", on: "2023-04-13", at: ballots).slug == "set-aside")
            #expect(try await community.setAside(by: "court", on: "2023-04-13", at: ballots).status == 200)
            #expect(try await community.show(phaseAt: ballots) == "revoked")
            #expect(try await community.setAside(on: "2023-04-13", at: ballots).slug == "set-aside")

            let events = try await ballots.published(ResolutionSetAside.self, of: community.id)
            #expect(events.map(\.item?.description) == ["overhaul", nil])
            #expect(events.map(\.by) == [.authority, .court])
        }
    }

    @Test(.database) func `before the count there is nothing to object to or to set aside`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small("o\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots)

            #expect(try await community.object("1-1-101", by: Owner.anna, at: ballots).slug == "not-closed")
            #expect(try await community.setAside(on: "2023-04-13", at: ballots).slug == "not-closed")
            #expect(try await community.takeEffect(at: ballots).slug == "not-closed")
        }
    }

    // MARK: - Another try

    @Test(.database) func `a question that did not pass, or was set aside, is put again, and both assemblies say so`()
        async throws
    {
        try await Self.counted { ballots, community in
            func again(_ code: String, of earlier: String, item: String = "overhaul") async throws -> TestBallots.Reply
            {
                try await Self.putAgain(code, of: earlier, item: item, community, ballots)
            }
            #expect(try await again("second", of: "nothing").slug == "no-earlier-result")
            #expect(try await again("second", of: "2023-lifts").slug == "already-decided")
            #expect(try await again("second", of: "2023-lifts", item: "rules").status == 201)
            #expect(
                try await again("third", of: "second", item: "rules").slug == "no-earlier-result", "not counted yet")
            _ = try await community.setAside("overhaul", on: "2023-03-28", at: ballots)
            #expect(try await again("third", of: "2023-lifts").status == 201)

            #expect(try await community.course(at: ballots).revotes == ["second", "third"])
            #expect(try await community.course("third", at: ballots).revoteOf == "2023-lifts")
        }
    }

    @Test(.database, arguments: ["overhaul", nil])
    func `what passed is put again where an objection to it was upheld`(item: String?) async throws {
        try await Self.counted { ballots, community in
            let other = try await community.object("1-1-101", by: Owner.anna, at: ballots).decode(Filed.self).objection
            _ = try await community.answer(other, at: ballots)
            let id = try await community.object("2-1-101", by: Owner.ding, letter: "0d", item: item, at: ballots)
                .decode(Filed.self).objection
            #expect(try await Self.putAgain("second", community, ballots).slug == "already-decided")
            _ = try await community.answer(id, "upheld", at: ballots)
            #expect(try await Self.putAgain("second", community, ballots).status == 201)
        }
    }

    private static func putAgain(
        _ code: String, of earlier: String = "2023-lifts", item: String = "overhaul", _ community: TestCommunity,
        _ ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            community.path,
            """
            {"code": "\(code)", "title": "再次表决", "closesAt": "2999-01-01T00:00:00+08:00", "revoteOf": "\(earlier)",
             "items": [{"code": "\(item)", "title": "事项", "kind": "other"}]}
            """, as: [.committee], of: community.id)
    }

    private struct Filed: Decodable {
        let objection: String
    }

    private struct Page: Decodable {
        let objections: [Row]
        let next: String?

        struct Row: Decodable {
            let unit: String
        }
    }
}
