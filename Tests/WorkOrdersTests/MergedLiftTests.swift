import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// Lifts of a part, whose works are the area's after a merger.
@Suite(.serialized) struct MergedLiftTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    private static let area: CommunityID = Samples.parsed("xinyi")

    @Test(.database) func `works of the area keep the lift out of use in the part as well`() async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            try await service.receive(Self.lift("1-1-A", "R1"), of: Samples.community)
            try await service.receive(Self.lift("1-1-B", "R2"), of: Samples.community)
            for event in [
                Self.lift("E1-1-A", "R1"), Self.lift("E1-1-B", "R2"), Self.opened(in: "E1"), Self.funded(in: "E1"),
            ] as [any DistrictEvent] { try await service.receive(event, of: Self.area) }
            try await Self.take("start", on: "E1-1-A", of: Self.area, service)
            // Among strangers an equal code is chance.
            #expect(try await Self.states(service) == ["1-1-A inUse", "1-1-B inUse"])

            let merged = CommunityMerged(into: Self.area, on: Samples.today, basis: "决定")
            try await service.receive(merged, of: Samples.community)
            #expect(try await Self.states(service) == ["1-1-A underWork", "1-1-B inUse"])
            // As when an import exchanges the codes of two lifts.
            try await service.receive(Self.lift("E1-1-A", "R2"), of: Self.area)
            try await service.receive(Self.lift("E1-1-B", "R1"), of: Self.area)
            #expect(try await Self.states(service) == ["1-1-A underWork", "1-1-B inUse"])

            try await Self.take("return", on: "E1-1-A", of: Self.area, service)
            #expect(try await Self.states(service) == ["1-1-A inUse", "1-1-B inUse"])
        }
    }

    @Test(.database, arguments: [(area, "E1"), (Samples.community, "1")])
    func `when works on a lift ended is told in the part and in the area, whichever had them done`(
        community: CommunityID, building: String
    ) async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            try await service.receive(Self.lift("1-1-A", "R1"), of: Samples.community)
            try await service.receive(Self.lift("E1-1-A", "R1"), of: Self.area)
            try await service.receive(Self.opened(in: building), of: community)
            try await service.receive(Self.funded(in: building), of: community)
            try await Self.take("start", on: "\(building)-1-A", of: community, service)
            let merged = CommunityMerged(into: Self.area, on: Samples.today, basis: "决定")
            try await service.receive(merged, of: Samples.community)
            try await Self.take("return", on: "\(building)-1-A", of: community, service)

            for side in [Samples.community, Self.area] {
                let status = try await Self.status(of: side, service)
                #expect(status.items.map(\.returnedOn) == [Samples.day("2023-06-04")], "\(side)")
            }
        }
    }

    // MARK: - Steps

    private struct Status: Decodable {
        let items: [Item]

        struct Item: Decodable {
            let lift: String
            let state: String
            let returnedOn: Day?
        }
    }

    private static func status(of community: CommunityID, _ service: Harness) async throws -> Status {
        try await service.get("/v1/communities/\(community)/lifts", of: community).decode()
    }

    private static func states(_ service: Harness) async throws -> [String] {
        try await status(of: Samples.community, service).items.map { "\($0.lift) \($0.state)" }
    }

    private static func take(
        _ step: String, on lift: String, of community: CommunityID, _ service: Harness
    ) async throws {
        let path = "/v1/communities/\(community)/orders/\(Samples.campaign).\(lift)/\(step)"
        let reply = try await service.post(path, #"{"on":"2023-06-04"}"#, as: [.contractor], of: community)
        #expect(reply.status == 200)
    }

    private static func lift(_ code: String, _ registrationCode: String) -> LiftRecorded {
        LiftRecorded(
            lift: Samples.parsed(code), registrationCode: registrationCode, rescueCode: "", firstFloor: "1",
            lastFloor: "6", skips: [])
    }

    private static func opened(in building: String) -> CampaignOpened {
        CampaignOpened(
            campaign: Samples.campaign, assembly: Samples.parsed("2023-lifts"), item: Samples.parsed("raise"),
            title: "电梯维修筹集",
            mandate: Mandate.Collect(
                rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
                releases: Mandate.Works(work: .repair, workClass: .generalRepair)),
            due: Samples.money("100.00"), households: 1,
            buildings: [AssessedBuilding(building: Samples.parsed(building), units: 1, due: Samples.money("100.00"))])
    }

    private static func funded(in building: String) -> BuildingFunded {
        BuildingFunded(
            campaign: Samples.campaign, building: Samples.parsed(building), due: Samples.money("100.00"),
            counted: Samples.money("100.00"), fundedOn: Samples.day("2023-06-03"))
    }
}
