import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// A community that has become part of an area (R-G-04).
@Suite(.database) struct MergedCommunityTests {
    private static let area = "area-\(UUID().uuidString.prefix(8).lowercased())"

    private func merge(_ community: TestCommunity, at ballots: TestBallots) async throws {
        try await ballots.receive(
            CommunityMerged(
                into: try CommunityID(parsing: Self.area), on: try Day(parsing: "2021-06-20"), basis: "street 2021-6"),
            of: community.id)
    }

    private func fresh(_ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void) async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            try await body(ballots, try TestCommunity.small("c\(UUID().uuidString.prefix(8).lowercased())"))
        }
    }

    @Test func `convenes no assembly of its own any more, and opens none that it has convened`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            #expect(try await community.convene(at: ballots).status == 201)
            try await merge(community, at: ballots)

            let open = try await community.open(at: ballots)
            let convene = try await community.convene("2024-doors", at: ballots)

            #expect(open.status == 409)
            #expect(try open.slug == "community-merged")
            #expect(try convene.slug == "community-merged")
            #expect(convene.text.contains(Self.area))
            #expect(try await ballots.published(AssemblyOpened.self, of: community.id).isEmpty)
        }
    }

    @Test func `finishes what is open on the roll that it froze`() async throws {
        try await fresh { ballots, community in
            try await community.openAssembly(at: ballots)
            try await merge(community, at: ballots)

            let vote = try await community.vote("2-1-101", by: TestCommunity.Owner.ding, at: ballots)

            #expect(vote.status == 201, "\(vote.text)")
            #expect(try await community.show(at: ballots).electorate?.heads == 4)
        }
    }

    @Test func `lets go what was heard at its doors, and hears nothing more`() async throws {
        try await fresh { ballots, community in
            try await community.arrive(at: ballots)
            let visits = "/v1/communities/\(community.id)/visits"
            let visit = """
                {"topic": "lifts", "unit": "1-1-101", "visitedOn": "2021-05-01", "opinion": "for", "visitor": "badge-7"}
                """
            #expect(try await ballots.post(visits, visit, as: [.collector], of: community.id).status == 201)
            try await merge(community, at: ballots)
            let more = try await ballots.post(visits, visit, as: [.collector], of: community.id)
            #expect(try more.slug == "community-merged")

            let ended = try await ballots.post("\(visits)/lifts/end", "", as: [.committee], of: community.id)

            #expect(ended.status == 200, "\(ended.text)")
            let kept = try await ballots.pool.withConnection {
                try await $0.query("SELECT count(*) FROM visit WHERE community = \(community.id)", as: Int.self)
            }
            #expect(kept == [0])
        }
    }
}
