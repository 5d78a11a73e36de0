import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// What is told of a collection whose decision an authority or a court took away.
@Suite struct SetAsideCampaignTests {
    private struct Shown: Decodable {
        let setAsideOn: Day?
    }

    private struct Listed: Decodable {
        let items: [Shown]
    }

    @Test(.database, arguments: ["raise", nil] as [String?])
    func `who looks at a collection is told since when its decision is set aside`(_ item: String?) async throws {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "10.00")
            try await Self.setAside(story, "another", on: "2023-06-01")
            #expect(try await Self.shown(story) == [nil, nil, nil])

            try await Self.setAside(story, item, on: "2023-06-20")
            let day = Samples.day("2023-06-20")
            #expect(try await Self.shown(story) == [day, day, day])
            // The court after the authority, or the assembly after its item.
            try await Self.setAside(story, item == nil ? "raise" : nil, on: "2023-06-25")
            #expect(try await Self.shown(story) == [day, day, day])
        }
    }

    private static func setAside(_ story: Story, _ item: String?, on day: String) async throws {
        try await story.receive(
            ResolutionSetAside(
                assembly: Samples.assembly, item: item.map { Samples.code($0) }, by: .court,
                document: Digest256(of: [1]), on: Samples.day(day)))
    }

    /// In the list of campaigns, by the campaign and by the statement of a unit.
    private static func shown(_ story: Story) async throws -> [Day?] {
        let list: Listed = try await story.get("/v1/communities/runfeng/campaigns").decode()
        let campaign: Shown = try await story.get(Story.campaign).decode()
        let statement: Shown = try await story.get("\(Story.campaign)/units/1-1-101", as: [.collector]).decode()
        return list.items.map(\.setAsideOn) + [campaign.setAsideOn, statement.setAsideOn]
    }
}
