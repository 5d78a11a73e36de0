import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceLifecycle
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Owners who change their minds in the last moments, of whom some are late (docs/decisions/0037).
@Suite(.database) struct ChangeRaceTests {
    private static let voters = 300

    @Test(arguments: 1...3)
    func `of changes around the closing each is counted with a receipt or refused as closed`(run: Int) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.large(Self.voters, "r\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(by: Samples.changeable(), at: ballots)
            let first = try await Self.vote(community, "against", ballots) { _ in }
            #expect(first.count == Self.voters)
            let closesAt = try await Self.endSoon(community, ballots)
            var random = SeededGenerator()
            print("run \(run), seed \(random.seed)")
            let moments = (0..<Self.voters).map { _ in
                Timestamp(microseconds: closesAt.microseconds + .random(in: -200_000...200_000, using: &random))
            }.sorted()

            let changes = try await withThrowingTaskGroup(of: Void.self) { background in
                for part in ballots.service.background { background.addTask { try await part.run() } }
                defer { background.cancelAll() }
                let changes = try await Self.vote(community, "for", ballots) { index in
                    try await wait(until: moments[index])
                }
                try await waitWhile { try await community.show(at: ballots).state != "closed" }
                return changes
            }

            print("run \(run): \(changes.count) of \(Self.voters) in time")
            #expect(changes.allSatisfy { $0.acceptedAt < closesAt })
            #expect(Set(changes.map(\.replaces)).isSubset(of: Set(first.map(\.receipt))))
            let result = try #require(try await community.show(at: ballots).items[0].result)
            #expect(result.inFavour == Samples.weight(Int64(changes.count) * 100_00, Int64(changes.count)))
            #expect(result.against.heads == Int64(Self.voters - changes.count))
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == Self.voters)
            #expect(try await community.recounted(at: ballots).certificate.ballots == Self.voters)
        }
    }

    /// Lets the voting end in half a second.
    private static func endSoon(_ community: TestCommunity, _ ballots: TestBallots) async throws -> Timestamp {
        let times = try await ballots.pool.withConnection { connection in
            try await connection.query(
                """
                UPDATE assembly
                SET closes_at = soon, papers_until = soon
                FROM (SELECT clock_timestamp() + interval '500 ms' AS soon OFFSET 0) AS clock
                WHERE community = \(community.id)
                RETURNING closes_at
                """,
                as: Timestamp.self)
        }
        return try #require(times.first)
    }

    /// Casts a ballot for each owner, when `wait` has come back.
    ///
    /// - Returns: the receipts of those that were taken; all others were refused as too late.
    private static func vote(
        _ community: TestCommunity, _ choice: String, _ ballots: TestBallots, _ wait: (Int) async throws -> Void
    ) async throws -> [Receipt] {
        try await withThrowingTaskGroup(of: Receipt?.self) { group in
            for (index, unit) in community.units.enumerated() {
                try await wait(index)
                group.addTask {
                    let answer = try await community.vote(
                        unit.unit.description, by: unit.voter, choice, at: ballots)
                    if answer.status == 201 { return try answer.decode(Receipt.self) }
                    #expect(try answer.slug == "voting-closed")
                    return nil
                }
            }
            return try await group.reduce(into: []) { receipts, receipt in
                if let receipt { receipts.append(receipt) }
            }
        }
    }
}
