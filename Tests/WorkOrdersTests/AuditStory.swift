import Model
import ServiceRuntime
import ServiceSupport
import Testing

@testable import WorkOrders

/// A community whose orders go every way that there is: for the checks of what is stored.
enum AuditStory {
    typealias Harness = ServiceHarness<WorkOrdersService>

    private static let repair: CampaignID = Samples.parsed("2024-lifts-raise")
    private static let annulled: CampaignID = Samples.parsed("2025-lifts-raise")

    static func play(_ service: Harness) async throws {
        try service.calendar.set(day: Samples.today)
        for lift in ["1-1-A", "1-1-B", "2-1-A", "2-1-B"] { try await receive(self.lift(lift), service) }
        try await receive(opened(Samples.campaign, ["1", "2"], .overhaul, .majorRepair), service)
        try await receive(opened(repair, ["2"], .repair, .generalRepair), service)
        try await receive(opened(annulled, ["2"], .repair, .generalRepair), service)
        try await advances(service)
        try await receive(funded(Samples.campaign, "1", on: "2023-06-10"), service)
        try await receive(lift("1-2-A"), service)
        try await works(service)
        try await receive(
            ResolutionSetAside(
                assembly: Samples.parsed("2025-lifts"), item: nil, by: .court, document: Digest256(of: [1]),
                on: Samples.today), service)
        try await receive(funded(annulled, "2", on: "2023-06-12"), service)
        try await receive(CommunityMerged(into: Samples.parsed("xinyi"), on: Samples.today, basis: "决定"), service)
    }

    /// Advances for three lifts: one is taken back twice, one after its works have begun, one stays.
    private static func advances(_ service: Harness) async throws {
        for (lift, agreed, takenBack) in [
            ("1-1-A", "2023-05-01", "2023-06-07"), ("1-1-A", "2023-06-07", "2023-06-07"), ("1-1-A", "2023-06-08", nil),
            ("2-1-A", "2023-05-02", nil), ("2-1-B", "2023-05-03", "2023-06-09"),
        ] as [(String, String, String?)] {
            try await receive(
                AdvanceMade(
                    campaign: Samples.campaign, advance: Samples.parsed("advance-\(lift)-\(agreed)"),
                    lender: .propertyCompany, amount: Samples.money("70000.00"), agreedOn: Samples.day(agreed),
                    lifts: [AdvancedLift(lift: Samples.parsed(lift), amount: Samples.money("70000.00"))]), service)
            if lift == "2-1-B" { try await take("\(Samples.campaign).2-1-B", [("start", day("2023-05-04"))], service) }
            guard let takenBack else { continue }
            try await receive(
                AdvanceReversed(
                    campaign: Samples.campaign, advance: Samples.parsed("advance-\(lift)-\(agreed)"),
                    amount: Samples.money("70000.00"), uncovered: [Samples.parsed(lift)],
                    reversedOn: Samples.day(takenBack)), service)
        }
    }

    private static func works(_ service: Harness) async throws {
        try await take(
            "\(Samples.campaign).1-1-A",
            [
                ("start", day("2023-06-10")), ("inspection", inspection("2023-06-11", "failed")),
                ("inspection", inspection("2023-06-12", "passed")), ("inspection", inspection("2023-06-12", "failed")),
                ("inspection", inspection("2023-06-13", "passed")), ("return", day("2023-06-13")),
                ("complete", #"{"on":"2023-06-20","cost":"70000.05","report":"验收 1"}"#),
            ], service)
        try await take(
            "\(Samples.campaign).1-1-B",
            [("start", day("2023-06-11")), ("inspection", inspection("2023-06-12", "failed"))], service)
        try await take(
            "\(Samples.campaign).1-2-A",
            [("start", day("2023-06-11")), ("inspection", inspection("2023-06-12", "passed"))], service)
        try await receive(funded(repair, "2", on: "2023-06-12"), service)
        // A general repair needs no inspection.
        try await take("\(repair).2-1-A", [("start", day("2023-06-12")), ("return", day("2023-06-12"))], service)
    }

    private static func take(_ order: String, _ steps: [(String, String)], _ service: Harness) async throws {
        for (step, body) in steps {
            let reply = try await service.post(
                "/v1/communities/runfeng/orders/\(order)/\(step)", body, as: [.contractor], of: Samples.community)
            #expect(reply.status == 200, "\(order) \(step): \(reply.text)")
        }
    }

    private static func day(_ day: String) -> String { #"{"on":"\#(day)"}"# }

    private static func inspection(_ day: String, _ result: String) -> String {
        #"{"on":"\#(day)","result":"\#(result)","certificate":"TS-\#(day)"}"#
    }

    // MARK: - Facts

    private static func receive(_ event: some DistrictEvent, _ service: Harness) async throws {
        try await service.receive(event, of: Samples.community)
    }

    private static func lift(_ code: String) -> LiftRecorded {
        LiftRecorded(
            lift: Samples.parsed(code), registrationCode: "R\(code)", rescueCode: "123456", firstFloor: "1",
            lastFloor: "18", skips: [])
    }

    private static func funded(_ campaign: CampaignID, _ building: String, on day: String) -> BuildingFunded {
        BuildingFunded(
            campaign: campaign, building: Samples.parsed(building), due: Samples.money("100.00"),
            counted: Samples.money("50.00"), fundedOn: Samples.day(day))
    }

    private static func opened(
        _ campaign: CampaignID, _ buildings: [String], _ work: WorkKind, _ workClass: WorkClass
    ) -> CampaignOpened {
        CampaignOpened(
            campaign: campaign, assembly: Samples.parsed(String(campaign.description.dropLast("-raise".count))),
            item: Samples.parsed("raise"), title: "电梯维修筹集",
            mandate: Mandate.Collect(
                rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
                releases: Mandate.Works(work: work, workClass: workClass)),
            due: Samples.money("100.00"), households: 1,
            buildings: buildings.map {
                AssessedBuilding(building: Samples.parsed($0), units: 1, due: Samples.money("100.00"))
            })
    }
}
