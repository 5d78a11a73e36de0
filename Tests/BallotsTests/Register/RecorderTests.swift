import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// By whom it is kept that something was recorded.
@Suite struct RecorderTests {
    private typealias Owner = TestCommunity.Owner

    @Test(.database) func `what an officer who owns something has recorded is their account's, and no owner's`()
        async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small()
            try await community.openAssembly(at: ballots)
            let account = UUID().uuidString.lowercased()
            let owner = Owner.ding.description
            let officer = Person(subject: owner, account: account, owners: [owner])
            func post(_ path: String, _ body: String, as role: Role, mediaType: String = "application/json")
                async throws
            {
                let answer = try await ballots.post(
                    "/v1/communities/\(community.id)/\(path)", body, as: [role], of: community.id, person: officer,
                    mediaType: mediaType)
                #expect((200...201).contains(answer.status), "\(path): \(answer.text)")
            }
            let later = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) + 864_000_000_000)

            try await post(
                "visits",
                """
                {"topic": "lifts", "unit": "1-1-101", "visitedOn": "2023-05-01", "opinion": "for", "visitor": "badge-7"}
                """, as: .collector)
            try await post(
                "consultations",
                """
                {"topic": "lifts", "kind": "salon", "heldOn": "2023-05-06", "conclusion": "先做安全评估",
                 "parties": [{"party": "owners", "people": 12}], "documents": []}
                """, as: .committee)
            try await post(
                "assemblies/2023-lifts/deliveries/import",
                "unit,papers,method,delivered_on,evidence_sha256,warned,collector\n"
                    + TestCommunity.delivery("1-1-101"), as: .collector, mediaType: "text/csv")
            try await post(
                "assemblies/2023-lifts/votes/import?platform=e-vote&basis=art.%2035"
                    + "&evidence=\(TestCommunity.scan("3a"))",
                "unit,item,choice,voted_at\n1-1-101,overhaul,for,2023-07-09T10:00:00+08:00\n", as: .scrutineer,
                mediaType: "text/csv")
            try await post(
                "assemblies/2023-lifts/extension", #"{"closesAt": "\#(later)", "reason": "表决票不足"}"#, as: .committee)

            #expect(
                try await recorders(
                    """
                    SELECT recorded_by FROM visit
                    UNION ALL SELECT recorded_by FROM consultation
                    UNION ALL SELECT recorded_by FROM delivery
                    UNION ALL SELECT recorded_by FROM official_import
                    UNION ALL SELECT recorded_by FROM assembly_extension
                    """, at: ballots) == Array(repeating: account, count: 5))
        }
    }

    @Test(.database) func `who has opened a round, decided in it and posted its list is kept by the account`()
        async throws
    {
        try await TestBallots.run { ballots in
            let round = try await TestRound.arrived(at: ballots)
            let account = UUID().uuidString.lowercased()
            let owner = Owner.ding.description
            let officer = Person(subject: owner, account: account, owners: [owner])
            func post(_ path: String, _ body: String) async throws {
                let answer = try await ballots.post(
                    "\(round.rounds)\(path)", body, as: [.committee], of: round.community.id, person: officer)
                #expect((200...201).contains(answer.status), "\(path): \(answer.text)")
            }

            try await post(
                "",
                """
                {"round": "2023", "body": "committee", "seats": 1, "opensOn": "\(TestRound.day(0))",
                 "closesOn": "\(TestRound.day(9))"}
                """)
            #expect(try await round.own("/candidates", Owner.anna, #"{"channel": "self"}"#).status == 201)
            try await post("/2023/candidates/c01/decision", #"{"accepted": true, "reason": "符合条件"}"#)
            try await round.end()
            try await post("/2023/posting", "")

            #expect(
                try await recorders(
                    """
                    SELECT recorded_by FROM nomination_round
                    UNION ALL SELECT recorded_by FROM nomination_decision
                    UNION ALL SELECT recorded_by FROM nomination_posting
                    """, at: ballots) == Array(repeating: account, count: 3))
        }
    }

    private func recorders(_ statement: SQL, at ballots: TestBallots) async throws -> [String] {
        try await ballots.pool.withConnection { try await $0.query(statement, as: String.self) }
    }
}
