import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// Facts that are applied long after what was told later of other things, since they were parked.
@Suite(.serialized) struct ParkedFactsTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    /// Two lifts of a building, one of them lent for twice, the first time in vain; then the threshold is reached.
    private static let story: [any DistrictEvent] = [
        Samples.lift("1-1-A"), Samples.lift("1-1-B"), opened, advance("first", "2023-05-01"),
        advance("second", "2023-05-02"),
        AdvanceReversed(
            campaign: Samples.campaign, advance: Samples.parsed("first"), amount: Samples.money("70000.00"),
            uncovered: [], reversedOn: Samples.day("2023-05-03")),
        funded,
    ]

    @Test(.database, arguments: [nil, "lift:1-1-A", "lift:1-1-B", "campaign:2023-lifts-raise"] as [String?])
    func `orders are the same, whichever subject is parked meanwhile`(_ parked: String?) async throws {
        try await Harness.run { service in
            for event in Self.story {
                if event.subject == parked {
                    try await service.park(event, of: Samples.community)
                } else {
                    try await service.receive(event, of: Samples.community)
                }
            }
            if let parked {
                let source: ServiceName = parked.hasPrefix("lift:") ? .registry : .funds
                #expect(try await service.retry(source, parked, of: Samples.community) > 0)
            }

            let planned = try await service.published(OrderPlanned.self, of: Samples.community)
            #expect(planned.map(\.lift.description).sorted() == ["1-1-A", "1-1-B"])
            let released = try await service.published(OrderReleased.self, of: Samples.community)
            #expect(
                released.map { "\($0.lift) \($0.cause) \($0.releasedOn)" }.sorted() == [
                    "1-1-A advance 2023-05-01", "1-1-B buildingFunded 2023-06-03",
                ])
            #expect(try await service.published(OrderHeld.self, of: Samples.community).isEmpty)
        }
    }

    /// Of works that an earlier version completed the time is not known.
    @Test(.database, arguments: [true, false])
    func `a lift that was recorded before the other works in its building were completed gets its order after them`(
        isTimeKept: Bool
    ) async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            try await service.receive(Samples.lift("1-1-A"), of: Samples.community)
            try await service.park(Samples.lift("1-1-B"), of: Samples.community)
            for event in [Self.opened, Self.funded] as [any DistrictEvent] {
                try await service.receive(event, of: Samples.community)
            }
            try await service.carryOutWorks(on: "1-1-A")
            if !isTimeKept {
                try await service.pool.withConnection { connection in
                    _ = try await connection.execute("UPDATE work_order SET completed_at = NULL")
                }
            }
            // What is told later of a lift that came after the works plans nothing.
            try await service.receive(Samples.lift("1-1-C"), of: Samples.community)
            #expect(try await service.retry(.registry, "lift:1-1-B", of: Samples.community) == 1)

            let planned = try await service.published(OrderPlanned.self, of: Samples.community)
            #expect(planned.map(\.lift.description) == (isTimeKept ? ["1-1-A", "1-1-B"] : ["1-1-A"]))
            let released = try await service.published(OrderReleased.self, of: Samples.community)
            #expect(released.map(\.lift) == planned.map(\.lift))
            #expect(Set(released.map(\.releasedOn)) == [Samples.day("2023-06-03")])
        }
    }

    // MARK: - Facts

    private static let opened = CampaignOpened(
        campaign: Samples.campaign, assembly: Samples.parsed("2023-lifts"), item: Samples.parsed("raise"),
        title: "电梯大修筹集",
        mandate: Mandate.Collect(
            rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
            releases: Mandate.Works(work: .overhaul, workClass: .majorRepair)),
        due: Samples.money("100.00"), households: 1,
        buildings: [AssessedBuilding(building: Samples.parsed("1"), units: 1, due: Samples.money("100.00"))])
    private static let funded = BuildingFunded(
        campaign: Samples.campaign, building: Samples.parsed("1"), due: Samples.money("100.00"),
        counted: Samples.money("50.00"), fundedOn: Samples.day("2023-06-03"))

    private static func advance(_ code: String, _ day: String) -> AdvanceMade {
        AdvanceMade(
            campaign: Samples.campaign, advance: Samples.parsed(code), lender: .propertyCompany,
            amount: Samples.money("70000.00"), agreedOn: Samples.day(day),
            lifts: [AdvancedLift(lift: Samples.parsed("1-1-A"), amount: Samples.money("70000.00"))])
    }
}
