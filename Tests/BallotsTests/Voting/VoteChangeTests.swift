import EventLog
import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Votes that are changed until the close, where the frozen rules say so.
@Suite(.database) struct VoteChangeTests {
    private typealias Owner = TestCommunity.Owner

    @Test func `the last choice counts, the turnout stays, and a stranger counts the same`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            let first = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)
            let second = try await community.vote("1-1-102", by: Owner.anna, "against", at: ballots).decode(
                Receipt.self)
            let third = try await community.vote("1-1-101", by: Owner.anna, "abstain", at: ballots).decode(Receipt.self)
            _ = try await community.vote("2-1-101", by: Owner.ding, at: ballots)

            #expect(first.replaces == nil && second.replaces == first.receipt && third.replaces == second.receipt)
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(200_00, 2))
            #expect(try await ballots.published(VoteAccepted.self, of: community.id).count == 2)
            #expect(try await community.find(first.receipt, at: ballots).replacedAt == second.acceptedAt)
            #expect(try await community.find(second.receipt, at: ballots).replacedAt == third.acceptedAt)
            let found = try await community.find(third.receipt, at: ballots)
            #expect(found.replacedAt == nil && found.acceptedAt == third.acceptedAt)

            #expect(try await community.close(at: ballots).status == 200)
            let result = try #require(try await community.show(at: ballots).items[0].result)
            #expect(result.abstained == Samples.weight(100_00, 1) && result.inFavour == Samples.weight(100_00, 1))
            #expect(result.against == .zero)
            let (certificate, bundle) = try await community.recounted(at: ballots)
            #expect(certificate.ballots == 2 && certificate.items[0].result.abstained == result.abstained)
            let replaced = [(first, "for"), (second, "against")].map { receipt, choice in
                #"{"acceptedAt":"\#(receipt.acceptedAt)","choice":"\#(choice)","receipt":"\#(receipt.receipt)"}"#
            }
            #expect(bundle.contains(#""replaces":[\#(replaced.joined(separator: ","))],"unit":"1-1-101""#))
            let own = try await ballots.get(
                "\(community.assembly)/units/1-1-102", as: [.owner], of: community.id,
                subject: Owner.anna.description)
            #expect(own.text.contains(#"\"replaces\":[{"#) && own.text.contains(#""choice":"abstain""#))
        }
    }

    @Test func `an assembly says whether votes may be changed, and where they may not the first one counts`()
        async throws
    {
        try await TestBallots.run { ballots in
            let open = try await TestCommunity.changeable(at: ballots)
            let fixed = try TestCommunity.small("v\(UUID().uuidString.prefix(8).lowercased())")
            try await fixed.openAssembly(by: Samples.rules([.voteChange: "no"]), at: ballots)

            #expect(try await ballots.get(open.assembly, of: open.id).text.contains(#""allowsVoteChange":true"#))
            #expect(try await !ballots.get(fixed.assembly, of: fixed.id).text.contains("allowsVoteChange"))
            _ = try await fixed.vote("1-1-101", by: Owner.anna, at: ballots)
            #expect(try await fixed.vote("1-1-101", by: Owner.anna, "against", at: ballots).slug == "already-voted")
        }
    }

    @Test func `a change is refused that says the same, that the item does not offer, or that comes too late`()
        async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let later = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 + 86_400) * 1_000_000)
            let community = try await TestCommunity.changeable(at: ballots, terms: #", "papersUntil": "\#(later)""#)
            let first = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)

            let same = try await community.vote("1-1-102", by: Owner.anna, at: ballots)
            #expect(same.status == 409 && same.text.contains(first.receipt.description))
            #expect(try same.slug == "same-choice")
            #expect(try await community.vote("1-1-101", by: Owner.anna, "follow", at: ballots).slug == "not-offered")
            try await community.endVoting(at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots).slug == "voting-closed")
            #expect(try await community.find(first.receipt, at: ballots).replacedAt == nil)
        }
    }

    @Test func `what came on paper, from a platform or by a proxy is not changed`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            _ = try await community.handIn(TestCommunity.paper("1-1-201"), at: ballots)
            #expect(
                try await community.vote("1-1-201", by: Owner.bao, "against", at: ballots).slug == "voted-elsewhere")
            let official = try await community.bringIn(
                "2-1-201,overhaul,for,2023-07-09T10:00:00+08:00\n", at: ballots)
            #expect(official.status == 200, "\(official.text)")
            #expect(
                try await community.vote("2-1-203", by: Owner.developer, "against", at: ballots).slug
                    == "voted-elsewhere")

            _ = try await community.appoint(Owner.ding, for: "1-1-101", at: ballots)
            #expect(try await community.vote("1-1-101", by: Owner.ding, at: ballots).status == 201)
            for owner in [Owner.anna, Owner.ding] {
                #expect(try await community.vote("1-1-101", by: owner, "against", at: ballots).slug == "voted-by-proxy")
            }
            #expect(try await community.vote("1-1-101", by: Owner.anna, item: "rules", at: ballots).status == 201)
            #expect(
                try await community.vote("1-1-101", by: Owner.ding, "against", item: "rules", at: ballots).slug
                    == "already-voted")
            #expect(
                try await community.vote("1-1-101", by: Owner.anna, "against", item: "rules", at: ballots).status == 201
            )
            #expect(try await community.close(at: ballots).status == 200)
            #expect(try await community.recounted(at: ballots).certificate.ballots == 4)
        }
    }

    @Test func `of co-owners who vote for two units, whoever cast the vote of both changes it`() async throws {
        try await TestBallots.run { ballots in
            let owners = [Owner.bao, Owner.chen]
            let units = [
                try TestCommunity.unit("1-1-101", 80_00, owners),
                UnitRecord(
                    unit: try UnitCode(parsing: "1-1-102"), floor: "1", area: Area(hundredths: 20_00), use: .dwelling,
                    ownerKind: .person, owners: owners, voter: Owner.chen),
            ]
            let community = try TestCommunity("v\(UUID().uuidString.prefix(8).lowercased())", units: units)
            try await community.openAssembly(by: Samples.changeable(), at: ballots)

            #expect(try await community.vote("1-1-101", by: Owner.bao, at: ballots).status == 201)
            #expect(try await community.vote("1-1-102", by: Owner.chen, "against", at: ballots).slug == "already-voted")
            #expect(try await community.vote("1-1-101", by: Owner.bao, "against", at: ballots).status == 201)
        }
    }

    @Test func `a paper that comes after the first choice is not counted, whenever the vote is changed`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            let first = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)
            let report = try await community.handIn(TestCommunity.paper("1-1-102"), at: ballots)
                .decode(ImportPapers.Report.self)
            #expect(report.duplicates.map(\.votedAt) == [first.acceptedAt])
            #expect(try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots).status == 201)
            _ = try await community.handIn(TestCommunity.paper("1-1-101", scan: "0b"), at: ballots)

            #expect(try await community.close(at: ballots).status == 200)
            let (certificate, _) = try await community.recounted(at: ballots)
            #expect(certificate.papers == 2 && certificate.items[0].result.against == Samples.weight(100_00, 1))
        }
    }

    @Test func `the ticks of an election are changed in the agenda's order`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small("v\(UUID().uuidString.prefix(8).lowercased())")
            try await community.openElection(by: Samples.changeable(), at: ballots)
            func vote(_ choice: String) async throws -> TestBallots.Reply {
                try await community.vote("1-1-101", by: Owner.anna, choice, item: "seats", at: ballots)
            }
            #expect(try await vote("b+a").status == 201)
            #expect(try await vote("a+b").slug == "same-choice")
            #expect(try await vote("a+b+c").slug == "not-offered")
            #expect(try await vote("c+b").status == 201)
            #expect(try await community.close(at: ballots).status == 200)
            let (_, bundle) = try await community.recounted(at: ballots)
            #expect(bundle.contains(#""choice":"b+c""#) && bundle.contains(#""choice":"a+b","receipt""#))
        }
    }

    @Test func `a command with its key changes once, and nobody changes a vote more often than anybody needs`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
            let key = UUID().uuidString
            let change = try await community.vote("1-1-101", by: Owner.anna, "against", key: key, at: ballots)
            let again = try await community.vote("1-1-101", by: Owner.anna, "against", key: key, at: ballots)
            #expect(again.status == 201 && again.body == change.body)
            for number in 2...VoteChangeStore.limit {
                let choice = number.isMultiple(of: 2) ? "for" : "against"
                #expect(try await community.vote("1-1-101", by: Owner.anna, choice, at: ballots).status == 201)
            }
            let more = try await community.vote("1-1-101", by: Owner.anna, "abstain", at: ballots)
            #expect(try more.status == 409 && more.slug == "changed-too-often")
        }
    }

    @Test func `a batch carries out the ballots of one owner in their order`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            let words = try await Self.castTogether(
                ["for", "against", "against", "abstain", "for"].map { ($0, Owner.anna) }, of: community, at: ballots)

            #expect(words == ["accepted", "changed 0", "same", "changed 1", "changed 3"])
            _ = try await community.close(at: ballots)
            #expect(try await community.show(at: ballots).items[0].result?.inFavour == Samples.weight(100_00, 1))
        }
    }

    @Test func `ballots of strangers take none of an owner's changes away`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            _ = try await community.vote("1-1-101", by: Owner.anna, at: ballots)
            let strangers = Array(repeating: ("against", Owner.ding), count: VoteChangeStore.limit)
            let notOffered = Array(repeating: ("maybe", Owner.anna), count: VoteChangeStore.limit)

            let words = try await Self.castTogether(
                strangers + notOffered + [("against", Owner.anna)], of: community, at: ballots)

            #expect(words.dropLast().allSatisfy { $0 == "refused" })
            #expect(words.last == "changed -1")
        }
    }

    /// Casts ballots for Anna's home in one batch.
    ///
    /// - Returns: what became of each, a change with the place of the ballot that it replaced, -1 for one of before.
    private static func castTogether(
        _ ballots: [(choice: String, voter: OwnerID)], of community: TestCommunity, at service: TestBallots
    ) async throws -> [String] {
        let commands = try ballots.map { choice, voter in
            CastVote(
                assembly: try AssemblyID(parsing: "2023-lifts"), item: Samples.itemID("overhaul"),
                unit: try UnitCode(parsing: "1-1-101"), choice: try Choice(parsing: choice), voter: voter,
                otherIDs: [], mayHoldProxies: false, receipt: ReceiptID(UUID()))
        }
        return try await service.log.write(to: community.id, claim: nil) { write in
            try await VoteStore().cast(commands, nil, in: write).map { outcome in
                switch outcome {
                case .accepted: "accepted"
                case .changed(let receipt):
                    "changed \(commands.firstIndex { $0.receipt == receipt.replaces } ?? -1)"
                case .refused(.sameChoice): "same"
                case .refused: "refused"
                }
            }
        }
    }

    @Test func `a clock that was set back puts no choice before the one that it replaces`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            let first = try await community.vote("1-1-101", by: Owner.anna, at: ballots).decode(Receipt.self)
            let ahead = try await ballots.pool.withConnection { connection in
                _ = try await connection.query("ALTER TABLE vote DISABLE TRIGGER vote_only_grows")
                return try await connection.query(
                    """
                    UPDATE vote
                    SET accepted_at = accepted_at + interval '1 minute'
                    WHERE receipt = \(first.receipt)
                    RETURNING accepted_at
                    """,
                    as: Timestamp.self)
            }
            let change = try await community.vote("1-1-101", by: Owner.anna, "against", at: ballots)
            let acceptedAt = try change.decode(Receipt.self).acceptedAt
            #expect([acceptedAt] == ahead)
        }
    }

    @Test func `changes only grow`() async throws {
        try await TestBallots.run { ballots in
            for statement in [
                "UPDATE vote_change SET choice = 'for'", "DELETE FROM vote_change", "TRUNCATE vote_change",
            ]
                as [SQL]
            {
                await #expect(throws: PostgresError.self) {
                    try await ballots.pool.withConnection { _ = try await $0.query(statement) }
                }
            }
        }
    }
}
