import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// Lifts that a campaign adds to a building.
@Suite(.serialized) struct AddedLiftTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    private static let area: CommunityID = Samples.parsed("xinyi")

    @Test(.database) func `a lift that is to be added is in use when its works are done, and not before`()
        async throws
    {
        try await Self.run { service in
            #expect(try await Self.states(service) == ["1-1-A inUse", "1-2-A inUse"])
            try await Self.open(service, Samples.campaign)
            #expect(try await Self.states(service) == ["1-1-A notBuilt", "1-2-A inUse"])
            for (step, state) in [
                (#"start {"on":"2023-06-04"}"#, "underWork"),
                (#"inspection {"on":"2023-06-12","result":"passed","certificate":"TS-2"}"#, "underWork"),
                (#"return {"on":"2023-06-12"}"#, "inUse"),
            ] {
                try await Self.take(step, service)
                #expect(try await Self.states(service) == ["1-1-A \(state)", "1-2-A inUse"])
            }
            // A later campaign for another lift of the building does not take it away.
            try await Self.open(service, Samples.parsed("2024-lifts-raise"))
            #expect(try await Self.states(service) == ["1-1-A inUse", "1-2-A inUse"])
        }
    }

    @Test(.database) func `a lift that the registry says is installed is there, whatever its orders say`()
        async throws
    {
        try await Self.run { service in
            try await Self.open(service, Samples.campaign)
            try await service.receive(Self.lift("1-1-A", installedOn: "2023-05-01"), of: Samples.community)

            #expect(try await Self.states(service) == ["1-1-A inUse", "1-2-A inUse"])
        }
    }

    @Test(.database) func `after a merger the area says too that a part's lift is not built yet`() async throws {
        try await Self.run { service in
            try await Self.open(service, Samples.campaign)
            try await service.receive(Self.lift("1-1-A"), of: Self.area)
            let merged = CommunityMerged(into: Self.area, on: Samples.today, basis: "决定")
            try await service.receive(merged, of: Samples.community)

            #expect(try await Self.states(service, of: Self.area) == ["1-1-A notBuilt"])
            try await Self.take(#"start {"on":"2023-06-04"}"#, service)
            #expect(try await Self.states(service, of: Self.area) == ["1-1-A underWork"])
            try await Self.take(#"inspection {"on":"2023-06-12","result":"passed","certificate":"TS-2"}"#, service)
            try await Self.take(#"return {"on":"2023-06-12"}"#, service)
            #expect(try await Self.states(service, of: Self.area) == ["1-1-A inUse"])
        }
    }

    // MARK: - Steps

    /// One lift is to be added beside one that is there.
    private static func run(_ body: @escaping @Sendable (Harness) async throws -> Void) async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            try await service.receive(lift("1-1-A"), of: Samples.community)
            try await service.receive(lift("1-2-A", installedOn: "2018-01-01"), of: Samples.community)
            try await body(service)
        }
    }

    /// Opens a campaign that adds lifts to building 1, whose threshold is reached.
    private static func open(_ service: Harness, _ campaign: CampaignID) async throws {
        let due = Samples.money("100.00")
        try await service.receive(
            CampaignOpened(
                campaign: campaign, assembly: Samples.parsed("2023-lifts"), item: Samples.parsed("raise"),
                title: "加装电梯筹集",
                mandate: Mandate.Collect(
                    rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
                    releases: Mandate.Works(work: .addition, workClass: .installation)),
                due: due, households: 1,
                buildings: [AssessedBuilding(building: Samples.parsed("1"), units: 1, due: due)]),
            of: Samples.community)
        try await service.receive(
            BuildingFunded(
                campaign: campaign, building: Samples.parsed("1"), due: due, counted: due,
                fundedOn: Samples.day("2023-06-03")), of: Samples.community)
    }

    /// `step` is its name and its body, such as `start {"on":"2023-06-04"}`.
    private static func take(_ step: String, _ service: Harness) async throws {
        let parts = step.split(separator: " ", maxSplits: 1).map(String.init)
        let path = "/v1/communities/runfeng/orders/2023-lifts-raise.1-1-A/\(parts[0])"
        #expect(try await service.post(path, parts[1], as: [.contractor], of: Samples.community).status == 200)
    }

    private static func states(
        _ service: Harness, of community: CommunityID = Samples.community
    ) async throws -> [String] {
        let status: Status = try await service.get("/v1/communities/\(community)/lifts", of: community).decode()
        #expect(status.inUse + status.underWork + status.notBuilt == status.lifts)
        return status.items.map { "\($0.lift) \($0.state)" }
    }

    private struct Status: Decodable {
        let items: [Item]
        let lifts: Int
        let inUse: Int
        let underWork: Int
        let notBuilt: Int

        struct Item: Decodable {
            let lift: String
            let state: String
        }
    }

    private static func lift(_ code: String, installedOn: String? = nil) -> LiftRecorded {
        LiftRecorded(
            lift: Samples.parsed(code), registrationCode: "R\(code)", rescueCode: "", firstFloor: "1", lastFloor: "6",
            skips: [], installedOn: installedOn.map(Samples.day))
    }
}
