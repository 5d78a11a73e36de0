import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// Who sees what a unit owes and has paid once its community has become part of an area.
@Suite(.serialized) struct MergedAccountTests {
    @Test(.database) func `after a merger the account is shown to who owns the unit in the area, and to no seller`()
        async throws
    {
        try await Story.run { story in
            _ = try await story.pay("r1", "1-1-101", "10.00")
            let (area, larger): (CommunityID, CommunityID) = (Samples.code("area"), Samples.code("larger"))
            let buyer: OwnerID = Samples.parsed("33333333-3333-4333-8333-333333333333")
            let other = Self.other
            func seen(_ unit: String = "1-1-101") async throws -> [Int] {
                try await Self.statuses(story, unit, shownTo: [Story.owner, buyer, other])
            }
            let renamed = [RenamedBuilding(before: Samples.parsed("1"), after: Samples.parsed("7"))]
            try await story.receive(
                CommunityMerged(into: area, on: Samples.today, basis: "决定", renamed: renamed))
            #expect(try await seen() == [200, 403, 403], "the area's roll is on its way")

            // The other one's is called as this one was.
            try await story.funds.receive(
                Story.recorded([("7-1-101", "100.00"), ("2-1-101", "88.50")]), of: area)
            try await story.funds.receive(Story.recorded([("1-1-101", "100.00")], of: other), of: area)
            #expect(try await seen() == [200, 403, 403])

            try await story.funds.receive(Story.recorded([("7-1-101", "100.00")], of: buyer), of: area)
            #expect(try await seen() == [403, 200, 403])
            #expect(try await seen("2-1-101") == [200, 403, 403])

            try await story.funds.receive(
                CommunityMerged(into: larger, on: Samples.today, basis: "决定", renamed: []), of: area)
            try await story.funds.receive(Story.recorded([("7-1-101", "100.00")], of: other), of: larger)
            #expect(try await seen() == [403, 403, 200])
        }
    }

    @Test(.database) func `a merger that does not say what buildings are called changes nothing`() async throws {
        try await Story.run { story in
            try await story.receive(CommunityMerged(into: Samples.code("area"), on: Samples.today, basis: "决定"))
            try await story.funds.receive(
                Story.recorded([("1-1-101", "100.00")], of: Self.other), of: Samples.code("area"))
            #expect(try await Self.statuses(story, "1-1-101", shownTo: [Story.owner, Self.other]) == [200, 403])
        }
    }

    @Test(.database) func `a unit that left the roll before a merger is none of the area, whatever is called so there`()
        async throws
    {
        try await Story.run { story in
            let (area, larger): (CommunityID, CommunityID) = (Samples.code("area"), Samples.code("larger"))
            try await story.receive(UnitsRemoved(units: [Samples.unit("1-1-101")]))
            try await story.receive(CommunityMerged(into: area, on: Samples.today, basis: "决定", renamed: []))
            try await story.funds.receive(
                Story.recorded([("1-1-101", "100.00"), ("1-1-102", "100.00")], of: Self.other), of: area)
            #expect(try await Self.statuses(story, "1-1-101", shownTo: [Story.owner, Self.other]) == [200, 403])

            // The next one was the area's when it left.
            try await story.funds.receive(UnitsRemoved(units: [Samples.unit("1-1-102")]), of: area)
            try await story.funds.receive(
                CommunityMerged(into: larger, on: Samples.today, basis: "决定", renamed: []), of: area)
            try await story.funds.receive(Story.recorded([("1-1-102", "100.00")]), of: larger)
            #expect(try await Self.statuses(story, "1-1-102", shownTo: [Story.owner, Self.other]) == [403, 200])
        }
    }

    @Test(.database) func `who has left an area before a merger is nobody of the unit that is to be called so there`()
        async throws
    {
        try await Story.run { story in
            let area: CommunityID = Samples.code("area")
            let buyer: OwnerID = Samples.parsed("33333333-3333-4333-8333-333333333333")
            func seen() async throws -> [Int] {
                try await Self.statuses(story, "1-1-101", shownTo: [Story.owner, buyer, Self.other])
            }
            try await story.funds.receive(Story.recorded([("1-1-101", "100.00")], of: Self.other), of: area)
            try await story.funds.receive(UnitsRemoved(units: [Samples.unit("1-1-101")]), of: area)
            try await story.receive(CommunityMerged(into: area, on: Samples.today, basis: "决定", renamed: []))
            #expect(try await seen() == [200, 403, 403], "the area's roll is on its way")

            try await story.funds.receive(Story.recorded([("1-1-101", "100.00")], of: buyer), of: area)
            #expect(try await seen() == [403, 200, 403])
            try await story.funds.receive(UnitsRemoved(units: [Samples.unit("1-1-101")]), of: area)
            #expect(try await seen() == [403, 200, 403], "it left as the buyer's")
        }
    }

    private static let other: OwnerID = Samples.parsed("44444444-4444-4444-8444-444444444444")

    private static func statuses(
        _ story: Story, _ unit: String, shownTo owners: [OwnerID]
    ) async throws -> [Int] {
        var statuses: [Int] = []
        for owner in owners {
            let reply = try await story.funds.get(
                "\(Story.campaign)/units/\(unit)", as: [.owner], of: Samples.community, subject: owner.description)
            statuses.append(reply.status)
        }
        return statuses
    }
}
