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

    @Test(.database) func `a campaign that waited opens on the day of the fact that it waited for`() async throws {
        try await Story.run(isOpen: false, isScenario: false) { story in
            try await story.receive(Story.recorded([("1-1-101", "110.00")]))
            try await story.pass(
                .collect(Samples.mandate(rate: "10.00")), item: "raise",
                at: Samples.parsed("2023-06-01T10:00:00+08:00"))
            try await story.receive(Story.complete, at: Samples.parsed("2023-06-05T10:00:00+08:00"))
            #expect(try await story.progress().openedOn == Samples.day("2023-06-05"))
            #expect(try await story.published(CampaignOpened.self).map(\.openedOn) == [Samples.day("2023-06-05")])
        }
    }

    @Test(.database) func `a roll that was complete before the decision and arrives after it moves no day`()
        async throws
    {
        try await Story.run(isOpen: false, isScenario: false) { story in
            try await story.receive(Story.recorded([("1-1-101", "110.00")]))
            try await story.pass(
                .collect(Samples.mandate(rate: "10.00")), item: "raise",
                at: Samples.parsed("2023-06-01T10:00:00+08:00"))
            try await story.receive(Story.complete, at: Samples.parsed("2023-05-20T10:00:00+08:00"))
            #expect(try await story.progress().openedOn == Samples.day("2023-06-01"))
        }
    }

    @Test(.database) func `a campaign opens no earlier than its roll, though an older fact was heard last`()
        async throws
    {
        try await Story.run(isOpen: false, isScenario: false) { story in
            let facts = CommunityRegistered(
                name: "润枫欣尚", jurisdiction: "beijing", fundStatus: .none, parkingCounts: false)
            try await story.funds.park(
                facts, of: Samples.community, at: Samples.parsed("2023-05-20T10:00:00+08:00"))
            try await story.receive(Story.recorded([("1-1-101", "110.00")]))
            try await story.pass(
                .collect(Samples.mandate(rate: "10.00")), item: "raise",
                at: Samples.parsed("2023-06-01T10:00:00+08:00"))
            try await story.receive(Story.complete, at: Samples.parsed("2023-06-05T10:00:00+08:00"))
            #expect(try await story.published(CampaignOpened.self).isEmpty)

            #expect(try await story.funds.retry(.registry, "community", of: Samples.community) == 1)
            #expect(try await story.progress().openedOn == Samples.day("2023-06-05"))
        }
    }

    @Test(.database) func `a campaign opens on the day on which its decision passed, whenever that is heard`()
        async throws
    {
        try await Story.run(isOpen: false, isScenario: false) { story in
            try await story.pass(
                .collect(Samples.mandate()), item: "raise", at: Samples.parsed("2023-06-01T23:59:59+08:00"))
            #expect(try await story.progress().openedOn == Samples.day("2023-06-01"))
        }
    }

    @Test(.database) func `a decision that is heard before anything is known of its community waits for the roll`()
        async throws
    {
        try await ServiceHarness<FundsService>.run { harness in
            let story = Story(funds: harness)
            try await story.pass(.collect(Samples.mandate()), item: "raise")
            try await story.receive(
                CommunityRegistered(name: "润枫欣尚", jurisdiction: "beijing", fundStatus: .none, parkingCounts: false))
            try await story.pass(.collect(Samples.mandate()), item: "other")
            #expect(try await story.published(CampaignOpened.self).isEmpty)
            try await story.recordRoll()
            #expect(try await story.published(CampaignOpened.self).map(\.item.description) == ["raise", "other"])
        }
    }

    @Test(.database, arguments: [true, false])
    func `a decision waits until its community has said whether parking spaces owe`(isRollFirst: Bool) async throws {
        try await ServiceHarness<FundsService>.run { harness in
            let story = Story(funds: harness)
            let parking = UnitRecord(
                unit: Samples.unit("1-1-P1"), floor: "-1", area: Samples.parsed("12.00"), use: .parking,
                ownerKind: .person, owners: [Story.owner], voter: Story.owner)
            func record() async throws {
                try await story.receive(Story.recorded([("1-1-101", "100.00")]))
                try await story.receive(UnitsRecorded(units: [parking]))
                try await story.receive(Story.complete)
            }
            // What the community says is parked, and the other facts go on without it.
            if isRollFirst { try await record() }
            try await story.pass(.collect(Samples.mandate(rate: "10.00")), item: "raise")
            if !isRollFirst { try await record() }
            #expect(try await story.published(CampaignOpened.self).isEmpty)

            try await story.receive(
                CommunityRegistered(name: "润枫欣尚", jurisdiction: "beijing", fundStatus: .none, parkingCounts: true))
            let opened = try await story.published(CampaignOpened.self)
            #expect(opened.map(\.households) == [2])
            #expect(opened.map(\.due) == [Samples.money("1120.00")])
        }
    }

    @Test(.database) func `a decision waits for a change of the roll that is parked, and is assessed with it`()
        async throws
    {
        try await Story.run(isOpen: false) { story in
            try await story.funds.park(Story.recorded([("1-1-101", "110.00")]), of: Samples.community)
            try await story.funds.park(Story.complete, of: Samples.community)
            try await story.pass(.collect(Samples.mandate(rate: "10.00")), item: "raise")
            #expect(try await story.published(CampaignOpened.self).isEmpty)

            #expect(try await story.funds.retry(.registry, "roll", of: Samples.community) == 2)
            // 110.00 + 100.00 + 88.50 + 100.50 square metres.
            #expect(try await story.published(CampaignOpened.self).map(\.due) == [Samples.money("3990.00")])
        }
    }

    @Test(.database) func `a decision waits for both the roll and the community where something of both is parked`()
        async throws
    {
        try await Story.run(isOpen: false) { story in
            let facts = CommunityRegistered(
                name: "润枫欣尚", jurisdiction: "beijing", fundStatus: .none, parkingCounts: true)
            try await story.funds.park(facts, of: Samples.community)
            try await story.funds.park(Story.complete, of: Samples.community)
            try await story.pass(.collect(Samples.mandate(rate: "10.00")), item: "raise")

            #expect(try await story.funds.retry(.registry, "roll", of: Samples.community) == 1)
            #expect(try await story.published(CampaignOpened.self).isEmpty)
            #expect(try await story.funds.retry(.registry, "community", of: Samples.community) == 1)
            #expect(try await story.published(CampaignOpened.self).map(\.households) == [4])
        }
    }

    @Test(.database) func `a decision that nobody on the roll owes under goes on waiting, and the roll is taken`()
        async throws
    {
        try await Story.run(isOpen: false) { story in
            try await story.receive(Story.recorded([("1-1-101", "110.00")]))
            let nobody = Mandate.Scope(buildings: [Samples.parsed("9")])
            try await story.pass(.collect(Samples.mandate(scope: nobody)), item: "nobody")
            try await story.pass(.collect(Samples.mandate(rate: "10.00")), item: "raise")
            try await story.receive(Story.complete)
            #expect(try await story.published(CampaignOpened.self).map(\.item.description) == ["raise"])

            try await story.receive(Story.recorded([("9-1-101", "50.00")]))
            try await story.receive(Story.complete)
            #expect(try await story.published(CampaignOpened.self).map(\.item.description) == ["raise", "nobody"])
        }
    }

    @Test(.database) func `a decision that nobody owes under keeps no later fact of its assembly back`() async throws {
        try await Story.run { story in
            let nobody = Mandate.Scope(buildings: [Samples.parsed("9")])
            try await story.pass(.collect(Samples.mandate(scope: nobody)), item: "nobody")
            try await story.pass(.collect(Samples.mandate()), item: "more")
            #expect(
                try await story.published(CampaignOpened.self).map(\.item.description) == ["raise", "more"])

            try await story.receive(Story.recorded([("9-1-101", "50.00")]))
            try await story.receive(Story.complete)
            #expect(
                try await story.published(CampaignOpened.self).map(\.item.description) == ["raise", "more", "nobody"])
        }
    }
}
