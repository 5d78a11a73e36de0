import Foundation
import Model
import Postgres
import ServiceLifecycle
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// A voting that is over while papers still come (docs/decisions/0037).
@Suite(.database) struct EndedVotingTests {
    private typealias Owner = TestCommunity.Owner

    @Test(.timeLimit(.minutes(1)))
    func `a voting that has ended stays ended when the clock is set back, and papers go on`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("w\(UUID().uuidString.prefix(8).lowercased())")
            try await community.arrive(at: ballots)
            let papers = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 7_200) * 1_000_000)
            _ = try await community.convene(
                at: ballots, closesIn: .seconds(1), terms: #""noticeOn": "2020-01-01", "papersUntil": "\#(papers)""#)
            #expect(try await community.open(at: ballots).status == 200)
            try await Self.runBackground(of: ballots) {
                try await waitWhile { try await community.show(at: ballots).state != "awaitingPapers" }
            }

            // All times of the assembly an hour later are the clock an hour earlier.
            try await ballots.pool.withConnection { connection in
                try await connection.execute(
                    """
                    UPDATE assembly
                    SET closes_at = closes_at + interval '1 hour', papers_until = papers_until + interval '1 hour'
                    WHERE community = \(community.id)
                    """)
            }

            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).slug == "voting-closed")
            let later = Timestamp(microseconds: papers.microseconds + 3_600_000_000)
            #expect(try await community.extend(to: later, at: ballots).slug == "voting-closed")
            #expect(try await community.show(phaseAt: ballots) == "awaitingPapers")
            #expect(try await community.handIn(TestCommunity.paper("1-1-101"), at: ballots).status == 200)
            #expect(try await community.close(at: ballots).slug == "not-due")
            let page = try await community.look(community.page, at: ballots)
            #expect(page.text.contains("Voting has ended, papers are being entered") && !page.text.contains("Vote now"))
        }
    }

    private static func runBackground(
        of ballots: TestBallots, while body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { background in
            for part in ballots.service.background { background.addTask { try await part.run() } }
            defer { background.cancelAll() }
            try await body()
        }
    }
}
