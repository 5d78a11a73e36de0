import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Nobody has answered, or been told of, what nobody had been told is asked.
@Suite(.database) struct EarlyPapersTests {
    private static func open(
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            _ = try await community.convene(at: ballots, terms: #""noticeOn": "2023-07-01""#)
            #expect(try await community.open(at: ballots).status == 200)
            try await body(ballots, community)
        }
    }

    @Test func `a paper that was signed before the notice is no paper of this voting`() async throws {
        try await Self.open { ballots, community in
            let lines =
                TestCommunity.paper("1-1-101", signedOn: "2023-07-01")
                + TestCommunity.paper("2-1-101", signedOn: "2023-06-30")
            let answer = try await community.handIn(lines, at: ballots)

            #expect(answer.status == 422)
            #expect(try answer.places == ["3 signed_on"])
            #expect(answer.text.contains("2023-07-01"))
            #expect(try await community.show(at: ballots).items[0].participation?.heads == 0, "nothing of it was taken")
        }
    }

    @Test func `a ballot was not delivered before the notice, by file or by word`() async throws {
        try await Self.open { ballots, community in
            let early = TestCommunity.delivery("1-1-101").replacing("2023-07-01", with: "2023-06-30")
            let file = try await community.deliver(TestCommunity.delivery("1-1-201") + early, at: ballots)
            #expect(file.status == 422)
            #expect(try file.places == ["3 delivered_on"])

            let note = try await community.note(
                """
                {"unit": "1-1-101", "papers": 1, "method": "inPerson", "deliveredOn": "2023-06-30", "warned": true,
                 "collector": "c-1"}
                """, at: ballots)
            #expect(note.status == 400)
            #expect(try note.fields == ["deliveredOn"])
        }
    }

    @Test func `an official platform took no vote before the notice`() async throws {
        try await Self.open { ballots, community in
            let lines =
                "2-1-101,overhaul,for,2023-07-01T00:00:00+08:00\n1-1-101,overhaul,for,2023-06-30T23:59:59+08:00\n"
            let answer = try await community.bringIn(lines, at: ballots)
            #expect(answer.status == 422)
            #expect(try answer.places == ["3 voted_at"])
        }
    }

    @Test func `rules that are adopted while an assembly is open change nothing of it`() async throws {
        try await Self.open { ballots, community in
            let rules = try Samples.rules()
            let stricter = RulePack(
                jurisdiction: "national", version: "stricter",
                participation: RulePack.Threshold(
                    ratio: try Ratio(1, 1), comparison: .atLeast, source: "test", grade: .design),
                approval: rules.approval, duplicates: rules.duplicates, silentBallots: rules.silentBallots,
                parameters: rules.parameters)
            try await ballots.receive(RulesAdopted(pack: stricter, hash: try stricter.hash()), of: community.id)

            for unit in ["1-1-101", "1-1-201", "2-1-101"] {
                #expect(try await community.handIn(TestCommunity.paper(unit), at: ballots).status == 200)
            }
            #expect(try await community.close(at: ballots).status == 200)

            let closed = try await community.show(at: ballots)
            #expect(closed.rulesHash == (try rules.hash()))
            #expect(closed.items[0].result?.outcome == "passed", "three of four heads are two thirds, not all")
        }
    }
}
