import EventLog
import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct VotingTests {
    private typealias Owner = TestCommunity.Owner

    private func ballots(
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("c\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots)
            try await body(ballots, community)
        }
    }

    @Test func `a vote counts with the whole area of its head and stays sealed`() async throws {
        try await ballots { ballots, community in
            let answer = try await community.vote("1-1-102", by: Owner.anna, at: ballots)

            #expect(answer.status == 201)
            let receipt = try answer.decode(Receipt.self)
            let events = try await ballots.published(VoteAccepted.self, of: community.id)
            #expect(events.map(\.receipt) == [receipt.receipt])
            #expect(events.first?.area == Area(hundredths: 100_00))
            #expect(events.first?.channel == .electronic)
            let shown = try await community.show(at: ballots)
            #expect(shown.items[0].participation == Samples.weight(100_00, 1))
            #expect(shown.items[1].participation == .zero)
            #expect(shown.items.allSatisfy { $0.result == nil })
        }
    }

    @Test func `a head votes once, with whichever unit`() async throws {
        try await ballots { ballots, community in
            let first = try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots)
            let second = try await community.vote("1-1-102", by: Owner.anna, "for", at: ballots)

            #expect(second.status == 409)
            #expect(try second.slug == "already-voted")
            let receipt = try first.decode(Receipt.self).receipt
            #expect(second.text.contains(receipt.description))
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 1)
            #expect(try await community.vote("1-1-101", by: Owner.anna, item: "rules", at: ballots).status == 201)
        }
    }

    @Test func `of many votes of one head at once exactly one is taken`() async throws {
        try await ballots { ballots, community in
            let answers = try await withThrowingTaskGroup(of: TestBallots.Reply.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        let (unit, choice) = ("2-1-20\(index % 3 + 1)", index % 2 == 0 ? "for" : "against")
                        return try await community.vote(unit, by: Owner.developer, choice, at: ballots)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            let taken = answers.filter { $0.status == 201 }
            #expect(taken.count == 1)
            let receipt = try #require(try taken.first?.decode(Receipt.self)).receipt
            let refused = answers.filter { $0.status == 409 }
            #expect(refused.count == 63)
            #expect(refused.allSatisfy { $0.text.contains(receipt.description) })
            let events = try await ballots.published(VoteAccepted.self, of: community.id)
            #expect(events.map(\.area) == [Area(hundredths: 99_99)])
        }
    }

    @Test func `nobody votes for a unit of somebody else`() async throws {
        try await ballots { ballots, community in
            let stranger = try await community.vote("1-1-101", by: Owner.ding, at: ballots)
            #expect(stranger.status == 403)
            #expect(try stranger.slug == "not-your-unit")
            #expect(try stranger.fields == ["unit"])

            // Of co-owners the one on the roll votes (R-C-07).
            #expect(try await community.vote("1-1-201", by: Owner.chen, at: ballots).status == 403)
            #expect(try await community.vote("1-1-201", by: Owner.bao, at: ballots).status == 201)
        }
    }

    @Test(arguments: [
        ("overhaul", "9-9-999", "for", "unknown-unit", "unit"),
        ("overhaul", "2-1-P1", "for", "unknown-unit", "unit"),
        ("overhaul", "1-101", "for", "invalid-fields", "unit"),
        ("nothing", "2-1-101", "for", "unknown-item", "item"),
        ("no such", "2-1-101", "for", "invalid-fields", "item"),
        ("overhaul", "2-1-101", "yes", "not-offered", "choice"),
    ])
    func `a ballot that cannot be names its field`(
        _ item: String, _ unit: String, _ choice: String, _ slug: String, _ field: String
    ) async throws {
        try await ballots { ballots, community in
            let answer = try await community.vote(unit, by: Owner.ding, choice, item: item, at: ballots)

            #expect(answer.status == 400)
            #expect(try answer.slug == slug)
            #expect(try answer.fields == [field])
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).isEmpty)
        }
    }

    @Test func `a refused ballot does not keep its neighbours of the same batch out`() async throws {
        try await ballots { ballots, community in
            async let good = community.vote("1-1-101", by: Owner.anna, at: ballots)
            async let foreign = community.vote("1-1-101", by: Owner.ding, at: ballots)
            async let unknown = community.vote("8-8-888", by: Owner.ding, at: ballots)
            async let other = community.vote("2-1-101", by: Owner.ding, at: ballots)

            let statuses = try await [good, foreign, unknown, other].map(\.status)
            #expect(statuses == [201, 403, 400, 201])
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 2)
        }
    }

    @Test func `a vote that is sent again with its key gets the same receipt`() async throws {
        try await ballots { ballots, community in
            let first = try await community.vote("1-1-101", by: Owner.anna, key: "vote-1", at: ballots)
            let again = try await community.vote("1-1-101", by: Owner.anna, key: "vote-1", at: ballots)
            let other = try await community.vote("1-1-101", by: Owner.anna, "against", key: "vote-1", at: ballots)

            #expect(first.status == 201)
            #expect(again.body == first.body)
            #expect(other.status == 422)
        }
    }

    @Test func `owners of the frozen roll vote and nobody else, whatever their role`() async throws {
        try await ballots { ballots, community in
            let body = #"{"item": "overhaul", "unit": "1-1-101", "choice": "for"}"#
            let path = "\(community.path)/2023-lifts/votes"
            let stranger = OwnerID(UUID()).description
            for home in [community.id, try CommunityID(parsing: "elsewhere")] {
                for role in Role.allCases {
                    let answer = try await ballots.post(path, body, as: [role], of: home, subject: stranger)
                    #expect(try answer.status == 403 && answer.slug == "not-your-unit", "\(role)")
                }
            }
            let nobody = try await ballots.post(path, body, as: [], of: community.id)
            #expect(nobody.status == 401)
        }
    }

    @Test func `an assembly of another community is not there`() async throws {
        try await ballots { ballots, community in
            let neighbour = try TestCommunity.small("c\(UUID().uuidString.prefix(8).lowercased())")
            try await neighbour.arrive(at: ballots)

            let answers = [
                try await neighbour.vote("1-1-101", by: Owner.anna, at: ballots),
                try await neighbour.handIn(TestCommunity.paper("1-1-101"), at: ballots),
                try await neighbour.open(at: ballots), try await neighbour.close(at: ballots),
                try await ballots.get("\(neighbour.path)/2023-lifts", of: neighbour.id),
            ]

            #expect(answers.map(\.status) == [404, 404, 404, 404, 404])
            #expect(try answers.allSatisfy { try $0.slug == "unknown-assembly" })
            #expect(try await community.show(at: ballots).items[0].participation == .zero)
        }
    }

    @Test(arguments: ["paper", "frozen_unit", "agenda_item", "item_result"])
    func `what an assembly stands on is never changed or deleted`(_ table: String) async throws {
        let statements: [String: [SQL]] = [
            "paper": ["UPDATE paper SET is_counted = true", "DELETE FROM paper", "TRUNCATE paper"],
            "frozen_unit": ["UPDATE frozen_unit SET head_area = 1", "DELETE FROM frozen_unit", "TRUNCATE frozen_unit"],
            "agenda_item": [
                "UPDATE agenda_item SET title = ''", "DELETE FROM agenda_item", "TRUNCATE agenda_item CASCADE",
            ],
            "item_result": [
                "UPDATE item_result SET outcome = 'passed'", "DELETE FROM item_result", "TRUNCATE item_result",
            ],
        ]
        try await ballots { ballots, _ in
            for statement in try #require(statements[table]) {
                let error = await #expect(throws: PostgresError.self) {
                    try await ballots.pool.withConnection { try await $0.execute(statement) }
                }
                #expect(error?.sqlState?.rawValue == "23001")
            }
        }
    }

    @Test func `votes are never changed or deleted`() async throws {
        try await ballots { ballots, community in
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)

            for statement in ["UPDATE vote SET choice = 'against'", "DELETE FROM vote", "TRUNCATE vote"] as [SQL] {
                let error = await #expect(throws: PostgresError.self) {
                    try await ballots.pool.withConnection { try await $0.execute(statement) }
                }
                #expect(error?.sqlState?.rawValue == "23001")
            }
        }
    }
}
