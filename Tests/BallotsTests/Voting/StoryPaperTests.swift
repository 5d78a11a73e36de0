import Foundation
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// Apart from the other papers, because a story's day stays in the suite's database.
@Suite(.database) struct StoryPaperTests {
    @Test func `in a story no paper was signed after the story's day, also after a restart`() async throws {
        let community = try TestCommunity.small("c\(UUID().uuidString.prefix(8).lowercased())")
        let tomorrow = TestCommunity.paper("1-1-101", signedOn: "2023-07-10")
        try await TestBallots.run { ballots in
            try await community.openAssembly(at: ballots)
            try await ballots.receive(DayStarted(day: try Day(parsing: "2023-07-09")), of: community.id)

            let early = try await community.handIn(tomorrow, at: ballots)

            #expect(early.status == 422)
            #expect(try early.places == ["2 signed_on"])
            #expect(try await community.handIn(TestCommunity.paper("2-1-101"), at: ballots).status == 200)
        }
        try await TestBallots.run { ballots in
            #expect(try await community.handIn(tomorrow, at: ballots).places == ["2 signed_on"])
            try await ballots.receive(DayStarted(day: try Day(parsing: "2023-07-10")), of: community.id)
            #expect(try await community.handIn(tomorrow, at: ballots).status == 200)
        }
    }
}
