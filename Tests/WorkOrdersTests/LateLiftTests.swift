import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// Lifts that are recorded after a campaign for their building opened.
@Suite(.serialized) struct LateLiftTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    private static let opened = CampaignOpened(
        campaign: Samples.campaign, assembly: Samples.parsed("2023-lifts"), item: Samples.parsed("raise"),
        title: "加装电梯筹集",
        mandate: Mandate.Collect(
            rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
            releases: Mandate.Works(work: .addition, workClass: .installation)),
        due: Samples.money("100.00"), households: 1,
        buildings: [AssessedBuilding(building: Samples.parsed("1"), units: 1, due: Samples.money("100.00"))])
    private static let funded = BuildingFunded(
        campaign: Samples.campaign, building: Samples.parsed("1"), due: Samples.money("100.00"),
        counted: Samples.money("50.00"), fundedOn: Samples.day("2023-06-03"))
    private static let advanced = AdvanceMade(
        campaign: Samples.campaign, advance: Samples.parsed("advance-1"), lender: .propertyCompany,
        amount: Samples.money("70000.00"), agreedOn: Samples.day("2023-05-01"),
        lifts: [AdvancedLift(lift: Samples.parsed("1-1-A"), amount: Samples.money("70000.00"))])
    private static let setAside = ResolutionSetAside(
        assembly: Samples.parsed("2023-lifts"), item: nil, by: .court, document: Digest256(of: [1]), on: Samples.today)

    /// What comes in what order, and which orders are planned and released then.
    private static let stories: [(events: [any DistrictEvent], planned: [String], released: [String])] = [
        ([opened, Samples.lift("1-1-A")], ["1-1-A"], []),
        (
            [opened, Samples.lift("1-1-A"), Samples.lift("1-1-A"), funded], ["1-1-A"],
            ["1-1-A buildingFunded 2023-06-03"]
        ),
        (
            [opened, funded, Samples.lift("1-1-A"), Samples.lift("1-1-A")], ["1-1-A"],
            ["1-1-A buildingFunded 2023-06-03"]
        ),
        ([opened, funded, advanced, Samples.lift("1-1-A")], ["1-1-A"], ["1-1-A advance 2023-05-01"]),
        (
            [opened, Samples.lift("1-1-B"), advanced, funded, Samples.lift("1-1-A")], ["1-1-B", "1-1-A"],
            ["1-1-B buildingFunded 2023-06-03", "1-1-A advance 2023-05-01"]
        ),
        ([opened, advanced, Samples.lift("1-1-B")], ["1-1-B"], []),
        ([opened, funded, Samples.lift("2-1-A")], [], []),
        ([opened, funded, setAside, Samples.lift("1-1-A")], [], []),
    ]

    @Test(.database, arguments: stories.indices)
    func `a lift that is recorded late gets its order, and the release that is due`(_ number: Int) async throws {
        let story = Self.stories[number]
        try await Harness.run { service in
            for event in story.events { try await service.receive(event, of: Samples.community) }

            let planned = try await service.published(OrderPlanned.self, of: Samples.community)
            #expect(planned.map(\.lift.description) == story.planned)
            let released = try await service.published(OrderReleased.self, of: Samples.community)
            #expect(released.map { "\($0.lift) \($0.cause) \($0.releasedOn)" } == story.released)
        }
    }

    @Test(.database)
    func `a lift that comes when all works in its building are completed gets no order`() async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            for event in [Samples.lift("1-1-A"), Self.opened, Self.funded] as [any DistrictEvent] {
                try await service.receive(event, of: Samples.community)
            }
            try await service.carryOutWorks(on: "1-1-A")
            try await service.receive(Samples.lift("1-1-B"), of: Samples.community)

            #expect(try await service.published(OrderPlanned.self, of: Samples.community).count == 1)
        }
    }
}
