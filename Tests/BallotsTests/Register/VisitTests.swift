import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// From door to door, and at meetings before a vote.
@Suite(.database) struct VisitTests {
    private struct Page: Decodable {
        struct Row: Decodable {
            struct Heard: Decodable {
                let on: String
                let opinion: String
            }

            let unit: String
            let opinion: String
            let changed: Bool
            let promisedFor: String?
            let heard: [Heard]

            var text: String { "\(unit) \(opinion)\(changed ? " changed" : "")\(promisedFor.map { " " + $0 } ?? "")" }
        }

        let visits: [Row]
        let next: String?
    }

    private struct Progress: Decodable {
        struct Row: Decodable {
            let building: String
            let visits: Int
            let units: Int
            let inFavour: Int
            let against: Int
            let undecided: Int
            let notMet: Int
            let changed: Int
            let promised: Int

            var text: String {
                "\(building): \(visits)/\(units), \(inFavour) \(against) \(undecided) \(notMet), \(changed) \(promised)"
            }
        }

        let progress: [Row]
    }

    private func ballots(
        _ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void
    ) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small("v\(UUID().uuidString.prefix(8).lowercased())")
            try await community.arrive(at: ballots)
            try await body(ballots, community)
        }
    }

    private func visit(
        _ unit: String, _ opinion: String, on day: String = "2023-05-01", _ more: String = "", topic: String = "lifts",
        of community: TestCommunity, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "/v1/communities/\(community.id)/visits",
            """
            {"topic": "\(topic)", "unit": "\(unit)", "visitedOn": "\(day)", "opinion": "\(opinion)",\(more)
             "visitor": "badge-7"}
            """, as: [.collector], of: community.id)
    }

    private func list(_ query: String = "", of community: TestCommunity, at ballots: TestBallots) async throws -> Page {
        try await ballots.get(
            "/v1/communities/\(community.id)/visits?topic=lifts\(query)", as: [.committee], of: community.id
        ).decode()
    }

    private func progress(of community: TestCommunity, at ballots: TestBallots) async throws -> [String] {
        try await ballots.get(
            "/v1/communities/\(community.id)/visits/progress?topic=lifts", as: [.street], of: community.id
        ).decode(Progress.self).progress.map(\.text)
    }

    @Test func `opinions and changes of mind are kept with their days, and counted by building`() async throws {
        try await ballots { ballots, community in
            let first = try await visit(
                "1-1-101", "against", on: "2023-05-01", #""concerns": ["cost", "view"], "promisedFor": "2023-05-08","#,
                of: community, at: ballots)
            #expect(first.status == 201, "\(first.text)")
            _ = try await visit("1-1-101", "for", on: "2023-05-09", of: community, at: ballots)
            _ = try await visit("1-1-201", "for", of: community, at: ballots)
            _ = try await visit("1-1-201", "notMet", on: "2023-05-10", of: community, at: ballots)
            _ = try await visit("2-1-101", "undecided", "", of: community, at: ballots)
            _ = try await visit("2-1-201", "notMet", #""promisedFor": "2023-06-01","#, of: community, at: ballots)
            _ = try await visit("2-1-202", "against", topic: "parking", of: community, at: ballots)

            let page = try await list(of: community, at: ballots)
            #expect(
                page.visits.map(\.text) == [
                    "1-1-101 for changed", "1-1-201 for", "2-1-101 undecided", "2-1-201 notMet 2023-06-01",
                ])
            #expect(page.visits[0].heard.map(\.on) == ["2023-05-01", "2023-05-09"])
            #expect(page.visits[0].heard.map(\.opinion) == ["against", "for"])
            #expect(try await list("&opinion=for&limit=1", of: community, at: ballots).next == "1-1-101")
            #expect(try await list("&building=2", of: community, at: ballots).visits.count == 2)
            #expect(
                try await progress(of: community, at: ballots) == ["1: 4/2, 2 0 0 0, 1 0", "2: 2/2, 0 0 1 1, 0 1"])
        }
    }

    @Test func `when a topic ends the counts stay and what households said goes`() async throws {
        try await ballots { ballots, community in
            _ = try await visit("1-1-101", "against", of: community, at: ballots)
            _ = try await visit("1-1-201", "for", of: community, at: ballots)
            let before = try await progress(of: community, at: ballots)

            let end = "/v1/communities/\(community.id)/visits/lifts/end"
            #expect(try await ballots.post(end, "", as: [.committee], of: community.id).status == 200)

            #expect(try await list(of: community, at: ballots).visits.isEmpty)
            #expect(try await progress(of: community, at: ballots) == before)
            let rows = try await ballots.pool.withConnection {
                try await $0.query("SELECT count(*) FROM visit WHERE community = \(community.id)", as: Int.self)
            }
            #expect(rows == [0])
            #expect(try await visit("1-1-101", "for", of: community, at: ballots).slug == "topic-ended")
            #expect(try await ballots.post(end, "", as: [.committee], of: community.id).slug == "topic-ended")
        }
    }

    @Test func `what cannot be is named by its field`() async throws {
        try await ballots { ballots, community in
            let strange = try await visit("7-7-777", "for", of: community, at: ballots)
            #expect(try strange.fields == ["unit"])
            #expect(try await visit("1-1-101", "maybe", of: community, at: ballots).fields == ["opinion"])
            #expect(
                try await visit("1-1-101", "for", on: "2999-01-01", of: community, at: ballots).fields == ["visitedOn"])
            let twice = #""concerns": ["cost", "cost"],"#
            #expect(try await visit("1-1-101", "for", twice, of: community, at: ballots).fields == ["concerns"])
            let absent = #""concerns": ["cost"],"#
            #expect(try await visit("1-1-101", "notMet", absent, of: community, at: ballots).fields == ["concerns"])
            let past = #""promisedFor": "2023-04-01","#
            #expect(try await visit("1-1-101", "for", past, of: community, at: ballots).fields == ["promisedFor"])
            #expect(try await list(of: community, at: ballots).visits.isEmpty)
        }
    }

    private func consult(
        _ kind: String = "salon", conclusion: String = "先做安全评估",
        parties: String = #"[{"party": "owners", "people": 12}]"#,
        documents: String = "[]", of community: TestCommunity, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "/v1/communities/\(community.id)/consultations",
            """
            {"topic": "lifts", "kind": "\(kind)", "heldOn": "2023-05-06", "parties": \(parties),
             "conclusion": "\(conclusion)", "documents": \(documents)}
            """, as: [.committee], of: community.id)
    }

    @Test func `meetings and experts' opinions are there for everybody, the last first`() async throws {
        struct List: Decodable {
            struct Row: Decodable {
                let kind: String
                let conclusion: String
                let documents: [AttachedDocument]
            }

            let consultations: [Row]
            let next: String?
        }
        try await ballots { ballots, community in
            let report = #"[{"title": "结构检测报告", "sha256": "\#(TestCommunity.scan("4a"))"}]"#
            let salon = try await consult(of: community, at: ballots)
            #expect(salon.status == 201, "\(salon.text)")
            let expert = try await consult(
                "expertOpinion", parties: "[]", documents: report, of: community, at: ballots)
            #expect(expert.status == 201, "\(expert.text)")

            let path = "/v1/communities/\(community.id)/consultations"
            let page = try await ballots.get(path + "?limit=1", of: community.id).decode(List.self)
            #expect(page.consultations.map(\.kind) == ["expertOpinion"])
            #expect(page.consultations.first?.documents.map(\.title) == ["结构检测报告"])
            let next = try #require(page.next)
            let rest = try await ballots.get(path + "?cursor=\(next)&topic=lifts", of: community.id).decode(List.self)
            #expect(rest.consultations.map(\.conclusion) == ["先做安全评估"] && rest.next == nil)
        }
    }

    @Test func `a conclusion that everybody reads holds no number of a person, and an opinion has its document`()
        async throws
    {
        try await ballots { ballots, community in
            let phone = try await consult(conclusion: "请联系 13800138000", of: community, at: ballots)
            #expect(try phone.fields == ["conclusion"])
            #expect(try await consult("expertOpinion", of: community, at: ballots).fields == ["documents"])
            #expect(try await consult(parties: "[]", of: community, at: ballots).fields == ["parties"])
            let nobody = #"[{"party": "owners", "people": 0}]"#
            #expect(try await consult(parties: nobody, of: community, at: ballots).fields == ["parties[0].people"])
        }
    }
}
