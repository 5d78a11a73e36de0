import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// Whether the works on a lift are done, where it has orders of several campaigns.
@Suite(.serialized) struct WorksDoneTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    private static let repair: CampaignID = Samples.parsed("2024-lifts-raise")

    @Test(.database, arguments: ["raise", nil] as [String?])
    func `works for which no money may come any more are not waited for`(_ item: String?) async throws {
        try await Harness.run { service in
            try await Self.finishOne(service)
            // The other campaign may still bring its money.
            #expect(try await Self.status(service) == Status(inUse: 1, done: 0))

            try await service.receive(Self.setAside("2023-lifts", "another"), of: Samples.community)
            #expect(try await Self.status(service) == Status(inUse: 1, done: 0))
            try await service.receive(Self.setAside("2023-lifts", item), of: Samples.community)
            #expect(try await Self.status(service) == Status(inUse: 1, done: 1))
        }
    }

    @Test(.database, arguments: [("raise", 1), (nil, 0)] as [(String?, Int)])
    func `of a campaign that is older than the record of decisions the name tells whether its works are waited for`(
        item: String?, done: Int
    ) async throws {
        try await Harness.run { service in
            try await Self.finishOne(service)
            try await service.pool.withConnection { connection in
                try await connection.execute("ALTER TABLE campaign DISABLE TRIGGER campaign_append_only")
                try await connection.execute("DELETE FROM campaign WHERE community = \(Samples.community)")
                try await connection.execute("ALTER TABLE campaign ENABLE TRIGGER campaign_append_only")
            }
            try await service.receive(Self.setAside("2023-lifts", "another"), of: Samples.community)
            #expect(try await Self.status(service) == Status(inUse: 1, done: 0))

            // The name does not tell where the assembly's code ends.
            try await service.receive(Self.setAside("2023-lifts", item), of: Samples.community)
            #expect(try await Self.status(service) == Status(inUse: 1, done: done))
        }
    }

    @Test(.database) func `works that were released before their decision was set aside are waited for`() async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            try await service.receive(Self.lift, of: Samples.community)
            try await service.receive(Self.opened(Self.repair), of: Samples.community)
            try await service.receive(Self.funded, of: Samples.community)
            try await service.receive(Self.setAside("2024-lifts", nil), of: Samples.community)

            #expect(try await Self.status(service) == Status(inUse: 1, done: 0))
        }
    }

    // MARK: - Steps

    /// Two campaigns for one lift: the works of one are done, those of the other wait for money.
    private static func finishOne(_ service: Harness) async throws {
        try service.calendar.set(day: Samples.today)
        try await service.receive(lift, of: Samples.community)
        for campaign in [Samples.campaign, repair] {
            try await service.receive(opened(campaign), of: Samples.community)
        }
        try await service.receive(funded, of: Samples.community)
        for step in ["start", "return"] {
            let reply = try await service.post(
                "/v1/communities/runfeng/orders/2024-lifts-raise.1-1-A/\(step)", #"{"on":"2023-06-04"}"#,
                as: [.contractor], of: Samples.community)
            #expect(reply.status == 200)
        }
    }

    private struct Status: Decodable, Equatable {
        let inUse: Int
        let done: Int
    }

    private static func status(_ service: Harness) async throws -> Status {
        try await service.get("/v1/communities/runfeng/lifts", of: Samples.community).decode()
    }

    private static let lift = LiftRecorded(
        lift: Samples.parsed("1-1-A"), registrationCode: "R1", rescueCode: "123456", firstFloor: "1", lastFloor: "18",
        skips: [])

    private static let funded = BuildingFunded(
        campaign: repair, building: Samples.parsed("1"), due: Samples.money("100.00"),
        counted: Samples.money("50.00"), fundedOn: Samples.day("2023-06-03"))

    /// A campaign for repairs in building 1, called after its assembly and the item `raise`.
    private static func opened(_ campaign: CampaignID) -> CampaignOpened {
        CampaignOpened(
            campaign: campaign, assembly: Samples.parsed(String(campaign.description.dropLast("-raise".count))),
            item: Samples.parsed("raise"), title: "电梯维修筹集",
            mandate: Mandate.Collect(
                rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
                releases: Mandate.Works(work: .repair, workClass: .generalRepair)),
            due: Samples.money("100.00"), households: 1,
            buildings: [AssessedBuilding(building: Samples.parsed("1"), units: 1, due: Samples.money("100.00"))])
    }

    private static func setAside(_ assembly: String, _ item: String?) -> ResolutionSetAside {
        ResolutionSetAside(
            assembly: Samples.parsed(assembly), item: item.map { Samples.parsed($0) }, by: .court,
            document: Digest256(of: [1]), on: Samples.today)
    }
}
