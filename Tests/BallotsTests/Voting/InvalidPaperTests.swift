import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Papers that come back and cannot be counted for what is on them (R-E-09, R-E-10).
@Suite(.database) struct InvalidPaperTests {
    private typealias Owner = TestCommunity.Owner
    private typealias Report = ImportPapers.Report

    private func ballots(
        election: Bool = false, _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small("i\(UUID().uuidString.prefix(8).lowercased())")
            if election {
                try await community.openElection(at: ballots)
            } else {
                try await community.openAssembly(at: ballots)
            }
            try await body(ballots, community)
        }
    }

    @Test func `an invalid paper is kept with its reason, is no vote, and keeps no later paper from counting`()
        async throws
    {
        try await ballots { ballots, community in
            let first = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "", invalid: "unsigned")
                    + TestCommunity.paper("1-1-201", choice: "", invalid: "notAuthorised")
                    + TestCommunity.paper("2-1-101", choice: "for"), at: ballots)

            #expect(first.status == 200)
            let report = try first.decode(Report.self)
            #expect(report.papers == 3 && report.counted == 1 && report.duplicates.isEmpty)
            #expect(report.invalid.map(\.line) == [2, 3])
            #expect(report.invalid.map(\.reason) == [.unsigned, .notAuthorised])
            #expect(report.invalid.allSatisfy { !$0.isFound })
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 1)
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(100_00, 1))

            let later = try await community.handInAll(
                TestCommunity.paper("1-1-102", choice: "against", scan: "0b"), at: ballots)
            #expect(try later.decode(Report.self).counted == 1)
            #expect(try await community.vote("1-1-201", by: Owner.bao, at: ballots).status == 201)
        }
    }

    @Test func `an invalid paper after a vote is invalid, not a duplicate`() async throws {
        try await ballots { ballots, community in
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)

            let answer = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "", scan: "0b", invalid: "altered")
                    + TestCommunity.paper("1-1-101", choice: "against", scan: "0c"), at: ballots)

            let report = try answer.decode(Report.self)
            #expect(report.invalid.map(\.line) == [2])
            #expect(report.duplicates.map(\.line) == [3])
            #expect(report.counted == 0)
        }
    }

    @Test func `a paper with more candidates than seats is over-voted, which the report says`() async throws {
        try await ballots(election: true) { ballots, community in
            let answer = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "a+b+c", item: "seats")
                    + TestCommunity.paper("1-1-201", choice: "c+a", item: "seats")
                    + TestCommunity.paper("2-1-101", choice: "abstain", item: "seats")
                    + TestCommunity.paper("2-1-201", choice: "b", item: "seats"), at: ballots)

            #expect(answer.status == 200)
            let report = try answer.decode(Report.self)
            #expect(report.counted == 3)
            #expect(report.invalid.map(\.line) == [2])
            #expect(report.invalid.map(\.reason) == [.overVoted])
            #expect(report.invalid.map(\.isFound) == [true])
            let choices = try await ballots.pool.withConnection {
                try await $0.query(
                    """
                    SELECT vote.choice
                    FROM vote
                    JOIN assembly ON assembly.number = vote.assembly
                    WHERE assembly.community = \(community.id)
                    ORDER BY vote.unit
                    """, as: String.self)
            }
            #expect(choices == ["a+c", "abstain", "b"], "in the order of the agenda")
        }
    }

    @Test func `answers that the item does not take are faults of their lines`() async throws {
        try await ballots(election: true) { ballots, community in
            let answer = try await community.handInAll(
                TestCommunity.paper("1-1-101", choice: "for", item: "seats")
                    + TestCommunity.paper("1-1-201", choice: "a+d", item: "seats")
                    + TestCommunity.paper("2-1-101", choice: "for", item: "hands")
                    + TestCommunity.paper("2-1-201", choice: "", item: "hands", invalid: "unclear")
                    + TestCommunity.paper("2-1-201", choice: "b", item: "seats"), at: ballots)

            #expect(answer.status == 422)
            #expect(try answer.places == ["2 choice", "3 choice", "4 choice", "5 item"])
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).isEmpty)
        }
    }

    @Test func `nothing is taken that was signed after the last day of the voting`() async throws {
        // The district's day is later than the assembly's last one only in a story.
        try await ballots { ballots, community in
            let closesOn = try await community.show(at: ballots).closesAt.day
            try await ballots.receive(DayStarted(day: closesOn.advanced(by: 3)), of: community.id)

            let answer = try await community.handIn(
                TestCommunity.paper("1-1-101", signedOn: "\(closesOn)")
                    + TestCommunity.paper("2-1-101", signedOn: "\(closesOn.advanced(by: 1))"), at: ballots)

            #expect(answer.status == 422)
            #expect(try answer.places == ["3 signed_on"])
        }
    }
}
