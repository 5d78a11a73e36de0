import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// Orders whose advance was taken back, through the handlers and against a real database.
@Suite(.serialized) struct AdvanceReversalTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    @Test(.database) func `works that an advance released wait again when it is taken back, and for other money`()
        async throws
    {
        try await Self.run { service in
            try await Self.advance(service, "1-1-A", agreedOn: "2023-05-01")
            try await Self.takeBack(service, ["1-1-A"])

            #expect(try await service.published(OrderHeld.self, of: Samples.community).map(\.heldOn) == [Self.day])
            #expect(try await Self.states(service) == ["held", "held"])
            let early = try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-08"}"#)
            #expect(early.status == 409)

            try await Self.advance(service, "1-1-A", agreedOn: "2023-06-09")
            #expect(try await Self.states(service) == ["released", "held"])
            let released = try await service.published(OrderReleased.self, of: Samples.community)
            #expect(released.map(\.releasedOn.description) == ["2023-05-01", "2023-06-09"])
            try await Self.takeBack(service, ["1-1-A"])
            #expect(try await Self.states(service) == ["held", "held"], "each time")
            try await Self.fund(service, "1")
            #expect(try await Self.states(service) == ["released", "released"])
        }
    }

    @Test(.database) func `works that have begun go on, whatever becomes of the advance`() async throws {
        try await Self.run { service in
            try await Self.advance(service, "1-1-A", agreedOn: "2023-05-01")
            #expect(try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-01"}"#).status == 200)

            try await Self.takeBack(service, ["1-1-A"])

            #expect(try await service.published(OrderHeld.self, of: Samples.community).isEmpty)
            #expect(try await Self.states(service) == ["started", "held"])
        }
    }

    @Test(.database) func `what other money covers stays released`() async throws {
        try await Self.run { service in
            try await Self.advance(service, "1-1-A", agreedOn: "2023-05-01")
            try await Self.takeBack(service, [])
            #expect(try await Self.states(service) == ["released", "held"], "another advance is tied to it")
            try await Self.fund(service, "1")

            try await Self.takeBack(service, ["1-1-A"])

            #expect(try await service.published(OrderHeld.self, of: Samples.community).isEmpty)
            #expect(try await Self.states(service) == ["released", "released"])
        }
    }

    @Test(.database) func `a lift that is recorded later is not released by an advance that was taken back`()
        async throws
    {
        try await Self.run { service in
            try await Self.advance(service, "1-1-C", agreedOn: "2023-05-01")
            try await Self.takeBack(service, ["1-1-C"])

            try await Self.record(service, "1-1-C")

            #expect(try await Self.states(service) == ["held", "held", "held"])
            try await Self.advance(service, "1-1-C", agreedOn: "2023-06-09")
            #expect(try await Self.states(service) == ["held", "held", "released"])
        }
    }

    // MARK: - Steps

    private static let day = Samples.day("2023-06-07")

    /// Two lifts of one building, for which a campaign is open.
    private static func run(_ body: @escaping @Sendable (Harness) async throws -> Void) async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            for lift in ["1-1-A", "1-1-B"] { try await record(service, lift) }
            let mandate = Mandate.Collect(
                rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
                releases: Mandate.Works(work: .overhaul, workClass: .majorRepair))
            try await service.receive(
                CampaignOpened(
                    campaign: Samples.campaign, assembly: Samples.parsed("2023-lifts"), item: Samples.parsed("raise"),
                    title: "电梯大修筹集", mandate: mandate, due: Samples.money("100.00"), households: 1,
                    buildings: [
                        AssessedBuilding(building: Samples.parsed("1"), units: 1, due: Samples.money("100.00"))
                    ]),
                of: Samples.community)
            try await body(service)
        }
    }

    private static func record(_ service: Harness, _ lift: String) async throws {
        try await service.receive(
            LiftRecorded(
                lift: Samples.parsed(lift), registrationCode: "R\(lift)", rescueCode: "123456", firstFloor: "1",
                lastFloor: "18", skips: []),
            of: Samples.community)
    }

    private static func advance(_ service: Harness, _ lift: String, agreedOn: String) async throws {
        try await service.receive(
            AdvanceMade(
                campaign: Samples.campaign, advance: Samples.parsed("advance-\(agreedOn)"), lender: .propertyCompany,
                amount: Samples.money("70000.00"), agreedOn: Samples.day(agreedOn),
                lifts: [AdvancedLift(lift: Samples.parsed(lift), amount: Samples.money("70000.00"))]),
            of: Samples.community)
    }

    /// `lifts` are those for which no other advance holds.
    private static func takeBack(_ service: Harness, _ lifts: [String]) async throws {
        try await service.receive(
            AdvanceReversed(
                campaign: Samples.campaign, advance: Samples.parsed("advance-1"), amount: Samples.money("70000.00"),
                uncovered: lifts.map { Samples.parsed($0) }, reversedOn: day),
            of: Samples.community)
    }

    private static func fund(_ service: Harness, _ building: String) async throws {
        try await service.receive(
            BuildingFunded(
                campaign: Samples.campaign, building: Samples.parsed(building), due: Samples.money("100.00"),
                counted: Samples.money("50.00"), fundedOn: Samples.day("2023-06-10")),
            of: Samples.community)
    }

    private static func post(_ service: Harness, _ step: String, _ body: String) async throws -> Harness.Reply {
        try await service.post(
            "/v1/communities/runfeng/orders/2023-lifts-raise.\(step)", body, as: [.contractor], of: Samples.community)
    }

    private static func states(_ service: Harness) async throws -> [String] {
        struct Orders: Decodable {
            let items: [Item]

            struct Item: Decodable { let state: String }
        }
        let reply = try await service.get("/v1/communities/runfeng/orders", of: Samples.community)
        return try reply.decode(Orders.self).items.map(\.state)
    }
}
