import EventLog
import Foundation
import Model
import Postgres
import ServiceSupport
import Testing

@testable import Ballots

/// An assembly of which everything has come that can.
///
/// There are votes of all channels, changed, repeated and invalid ones, proxies, hands, silence, an extension, a
/// certificate, an objection, an effect and an order.
struct AuditStory: Sendable {
    private typealias Owner = TestCommunity.Owner

    let community: TestCommunity
    let ballots: TestBallots

    private static let agenda = """
        {"code": "overhaul", "title": "大修", "kind": "other"},
        {"code": "two", "title": "两部梯", "kind": "other", "group": "lifts"},
        {"code": "six", "title": "六部梯", "kind": "other", "alsoKinds": ["raiseFund"], "group": "lifts"},
        {"code": "board", "title": "选举业委会", "kind": "committeeElection", "form": "election", "election": {
            "seats": 2, "alternates": 1, "least": 1, "ranking": "shares",
            "candidates": [{"candidate": "c1"}, {"candidate": "c2"}, {"candidate": "c3"}]}},
        {"code": "sign", "title": "联名", "kind": "other", "form": "petition", "share": "1/5"},
        {"code": "letter", "title": "公开信", "kind": "other", "form": "endorsement"},
        {"code": "hands", "title": "现场意见", "kind": "other", "form": "showOfHands"}
        """

    /// Rules under which votes can be changed, one person votes for two heads, and silence goes with the majority.
    private static func rules() throws -> RulePack {
        let rules = try Samples.rules([.voteChange: "yes", .proxyLimit: "2", .undeliverableNotice: "1d"])
        return RulePack(
            jurisdiction: rules.jurisdiction, version: "audit", participation: rules.participation,
            approval: rules.approval, duplicates: rules.duplicates,
            silentBallots: RulePack.Choice(policy: .majority, source: "R-S-06", grade: .design),
            parameters: rules.parameters)
    }

    private func begin(_ day: String) async throws {
        try await ballots.receive(DayStarted(day: Samples.day(day)), of: community.id)
    }

    /// On 2023-07-10, before anybody has voted.
    static func opened(at ballots: TestBallots) async throws -> AuditStory {
        let community = try TestCommunity.small("a\(UUID().uuidString.prefix(8).lowercased())")
        let story = AuditStory(community: community, ballots: ballots)
        try await story.begin("2023-07-10")
        try await community.register(with: ballots)
        let pack = try rules()
        try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
        try await community.recordUnits(with: ballots)
        try await community.recordRoll(with: ballots)
        let convened = try await ballots.post(
            community.path,
            """
            {"code": "2023-lifts", "title": "业主大会", "closesAt": "\(story.end(days: 1))", "noticeOn": "2020-01-01",
             "form": "mixed", "items": [\(agenda)]}
            """, as: [.committee], of: community.id)
        try #require(convened.status == 201, "\(convened.text)")
        let opening = try await community.open(at: ballots)
        try #require(opening.status == 200, "\(opening.text)")
        return story
    }

    private func end(days: Int64) -> Timestamp {
        Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + Double(days) * 86_400) * 1_000_000)
    }

    /// Everything that happens while it is open.
    func vote() async throws {
        try await deliverAndAppoint()
        try await voteElectronically()
        try await bringInTheRest()
        let extended = try await community.extend(to: end(days: 2), at: ballots)
        try #require(extended.status == 200, "\(extended.text)")
    }

    private func deliverAndAppoint() async throws {
        let lines = ["1-1-101", "1-1-201", "2-1-101"].map { TestCommunity.delivery($0) }
        try #require(try await community.deliver(lines.joined(), at: ballots).status == 200)
        let revoked = try await community.appoint(
            Owner.ding, for: "2-1-203", by: Owner.developer, authority: "2b", at: ballots)
        try #require(revoked.status == 201, "\(revoked.text)")
        try #require(try await community.revoke("2-1-203", by: Owner.developer, at: ballots).status < 300)
        let appointed = try await community.appoint(Owner.ding, for: "1-1-201", at: ballots)
        try #require(appointed.status == 201, "\(appointed.text)")
    }

    private func voteElectronically() async throws {
        for (unit, owner, item, choice) in [
            ("1-1-101", Owner.anna, "overhaul", "for"), ("1-1-102", Owner.anna, "overhaul", "against"),
            ("1-1-101", Owner.anna, "two", "for"), ("1-1-101", Owner.anna, "six", "for"),
            ("1-1-101", Owner.anna, "board", "c3+c1"), ("1-1-101", Owner.anna, "sign", "for"),
            ("1-1-101", Owner.anna, "letter", "for"), ("1-1-201", Owner.ding, "overhaul", "for"),
            ("1-1-201", Owner.bao, "board", "c1+c3"), ("2-1-101", Owner.ding, "board", "c1+c2"),
            ("2-1-203", Owner.developer, "two", "against"), ("2-1-203", Owner.developer, "six", "for"),
            ("2-1-203", Owner.developer, "board", "c3"), ("2-1-203", Owner.developer, "board", "c3+c2"),
        ] as [(String, OwnerID, String, String)] {
            let reply = try await community.vote(unit, by: owner, choice, item: item, at: ballots)
            try #require(reply.status == 201, "\(item) of \(unit): \(reply.text)")
        }
    }

    private func bringInTheRest() async throws {
        let papers = [
            TestCommunity.paper("2-1-101", choice: "for"),
            TestCommunity.paper("2-1-101", choice: "against", scan: "0b"),
            TestCommunity.paper("2-1-201", choice: "", scan: "0c", invalid: "unsigned"),
            TestCommunity.paper("1-1-201", choice: "for", item: "two", scan: "0d", proxy: Owner.ding),
            TestCommunity.paper("1-1-101", choice: "against", item: "two", scan: "0e"),
        ]
        let entered = try await community.handInAll(papers.joined(), at: ballots)
        try #require(entered.status == 200, "\(entered.text)")
        let time = "2023-07-09T10:00:00+08:00"
        let imported = try await community.bringIn(
            "2-1-101,two,for,\(time)\n2-1-101,six,for,\(time)\n1-1-101,six,against,\(time)\n", at: ballots)
        try #require(imported.status == 200, "\(imported.text)")
        let hands = try await ballots.post(
            "\(community.assembly)/hands",
            """
            {"item": "hands", "inFavour": 3, "against": 1, "abstained": 0, "evidence": "\(TestCommunity.scan("0a"))",
             "witness": "\(UUID().uuidString.lowercased())"}
            """, as: [.scrutineer], of: community.id)
        try #require(hands.status == 201, "\(hands.text)")
    }

    /// What follows the count: an objection that is dismissed, the effect, and an order against an item.
    func finish() async throws {
        try #require(try await community.close(at: ballots).status == 200)
        try await ballots.service.certify()
        let filed = try await community.object("1-1-201", by: Owner.chen, at: ballots)
        try #require(filed.status == 201, "\(filed.text)")
        let objection = try filed.decode(Filed.self).objection
        try #require(try await community.answer(objection, at: ballots).status == 200)
        try await begin("2023-08-20")
        try #require(try await community.show(phaseAt: ballots) == "effective")
        try #require(try await community.setAside("overhaul", on: "2023-08-20", at: ballots).status == 200)
    }

    private struct Filed: Decodable {
        let objection: String
    }

    static func finished(at ballots: TestBallots) async throws -> AuditStory {
        let story = try await opened(at: ballots)
        try await story.vote()
        try await story.finish()
        return story
    }

    /// What every check finds, by its code.
    func reports() async throws -> [String: AuditReport] {
        try await Self.reports(on: community.id, at: ballots)
    }

    static func reports(on community: CommunityID, at ballots: TestBallots) async throws -> [String: AuditReport] {
        var reports: [String: AuditReport] = [:]
        for check in BallotsAudit.checks {
            let report = try await check.report(on: community, in: ballots.pool)
            try #require(report.check == check.code)
            reports[check.code] = report
        }
        return reports
    }

    /// The number of its assembly.
    func number() async throws -> Int64 {
        let numbers = try await ballots.pool.withConnection { connection in
            try await connection.query(
                "SELECT number FROM assembly WHERE community = \(community.id) AND code = '2023-lifts'", as: Int64.self)
        }
        return try #require(numbers.first)
    }
}
