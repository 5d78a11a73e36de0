import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceLifecycle
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// A thousand owners who vote in the last moments, of whom some are late (docs/decisions/0037).
@Suite(.database) struct ClosingRaceTests {
    private static let voters = 1_000

    @Test(arguments: 1...10)
    func `of a thousand votes around the closing each is counted with a receipt or refused as closed`(
        run: Int
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.large(Self.voters, "r\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openAssembly(at: ballots, closesIn: .milliseconds(2_500))
            let closesAt = try await community.show(at: ballots).closesAt
            var random = SeededGenerator()
            print("run \(run), seed \(random.seed)")
            let moments = (0..<Self.voters).map { _ in
                Timestamp(microseconds: closesAt.microseconds + .random(in: -200_000...200_000, using: &random))
            }

            let receipts = try await withThrowingTaskGroup(of: Void.self) { background in
                for part in ballots.service.background { background.addTask { try await part.run() } }
                defer { background.cancelAll() }
                let receipts = try await Self.vote(community, at: moments, ballots)
                try await waitWhile { try await community.show(at: ballots).state != "closed" }
                return receipts
            }

            let assembly = try await community.show(at: ballots)
            let counted = try await Self.counted(community, ballots)
            print("run \(run): \(receipts.count) of \(Self.voters) in time")
            #expect(Set(receipts.map(\.receipt)) == Set(counted.keys))
            #expect(receipts.allSatisfy { $0.acceptedAt < closesAt && counted[$0.receipt] == $0.acceptedAt })
            #expect(assembly.items[0].result?.inFavour.heads == Int64(receipts.count))
            #expect(assembly.items[0].result?.inFavour.area == Area(hundredths: Int64(receipts.count) * 100_00))
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == receipts.count)
        }
    }

    /// Casts the votes, each at its moment.
    ///
    /// - Returns: the receipts of those that were taken; all others were refused as too late.
    private static func vote(
        _ community: TestCommunity, at moments: [Timestamp], _ ballots: TestBallots
    ) async throws -> [Receipt] {
        try await withThrowingTaskGroup(of: Receipt?.self) { group in
            for (unit, moment) in zip(community.units, moments.sorted()) {
                try await wait(until: moment)
                group.addTask {
                    let answer = try await community.vote(unit.unit.description, by: unit.voter, at: ballots)
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

    /// The votes in the table with the times at which they were taken.
    private static func counted(
        _ community: TestCommunity, _ ballots: TestBallots
    ) async throws -> [ReceiptID: Timestamp] {
        let rows = try await ballots.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT receipt, accepted_at
                FROM vote
                JOIN assembly ON assembly.number = vote.assembly
                WHERE assembly.community = \(community.id)
                """,
                as: (ReceiptID, Timestamp).self)
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
