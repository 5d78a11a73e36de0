import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Who owes what is worked out once, and of the whole roll.
@Suite struct AwaitedRollTests {
    @Test(.database) func `a campaign opens when the roll is complete, and is assessed from all of it`() async throws {
        try await Story.run(isOpen: false) { story in
            try await story.receive(Story.recorded([("1-1-101", "110.00")]))
            try await story.pass(.collect(Samples.mandate(rate: "10.00")), item: "raise")
            #expect(try await story.published(CampaignOpened.self).isEmpty)
            #expect(try await story.get(Story.campaign).status == 404)

            try await story.receive(UnitsRemoved(units: [Samples.unit("2-1-102")]))
            try await story.receive(Story.recorded([("2-1-103", "50.00")]))
            try await story.receive(Story.complete)
            #expect(try await story.published(CampaignOpened.self).count == 1)
            // 110.00 + 100.00 + 88.50 + 50.00 square metres.
            #expect(try await story.progress().due.description == "3485.00")

            // A later roll opens nothing again.
            try await story.receive(Story.recorded([("2-1-103", "51.00")]))
            try await story.receive(Story.complete)
            #expect(try await story.published(CampaignOpened.self).count == 1)
        }
    }

    @Test(.database) func `what was set aside before the roll was complete collects nothing`() async throws {
        try await Story.run(isOpen: false) { story in
            try await story.receive(Story.recorded([("1-1-101", "110.00")]))
            try await story.pass(.collect(Samples.mandate(rate: "10.00")), item: "raise")
            try await story.pass(.collect(Samples.mandate(rate: "1.00")), item: "other")
            try await story.receive(
                ResolutionSetAside(
                    assembly: Samples.code("2023-lifts"), item: Samples.code("raise"), by: .court,
                    document: Digest256(of: [7]), on: Samples.day("2023-05-01")))
            try await story.receive(Story.complete)
            #expect(try await story.published(CampaignOpened.self).map(\.campaign.description) == ["2023-lifts-other"])
        }
    }
}
