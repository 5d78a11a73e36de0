import Model
import ServiceSupport

@testable import Notices

/// A small community: two buildings of two units each, three lifts, a vote, a collection, an advance, a repair.
struct Story {
    static let name = "润枫欣尚 <b>&"

    static let registry: [any DistrictEvent] =
        [
            CommunityRegistered(name: name, jurisdiction: "beijing", fundStatus: .none, parkingCounts: false),
            UnitsRecorded(units: ["1-1-101", "1-1-102", "2-1-101", "2-1-102", "2-1-103"].map(unit)),
            UnitsRemoved(units: [Samples.parsed("2-1-103")]),
        ]
        + Samples.lifts.map { lift in
            LiftRecorded(
                lift: lift, registrationCode: "R\(lift)", rescueCode: "110233", firstFloor: "1", lastFloor: "18",
                skips: [],
                maintainer: "维保<公司>")
        } + [
            RollRecorded(
                units: 4, countedArea: Samples.electorate.area, heads: 4, hash: Digest256(of: [1])),
            DayStarted(day: Samples.day("2023-04-01")),
        ]

    static let ballots: [any DistrictEvent] = [
        AssemblyConvened(
            assembly: Samples.assembly, title: "电梯大修", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
            items: [
                AgendaItem(item: Samples.item, title: "自筹资金大修", kind: .raiseFund, mandate: .collect(Samples.mandate))
            ]),
        AssemblyOpened(
            assembly: Samples.assembly, electorate: Samples.electorate, rollHash: Digest256(of: [1]), rollPosition: 9,
            rulesHash: Digest256(of: [2])),
        vote(300_00), vote(50_00),
    ]

    static let closing: [any DistrictEvent] = [
        AssemblyClosed(assembly: Samples.assembly, items: [CountedItem(item: Samples.item, result: Samples.result)]),
        ResolutionPassed(
            assembly: Samples.assembly, item: Samples.item, title: "自筹资金大修", kind: .raiseFund,
            mandate: .collect(Samples.mandate), result: Samples.result),
    ]

    static let opening: [any DistrictEvent] = [
        CampaignOpened(
            campaign: Samples.campaign, assembly: Samples.assembly, item: Samples.item, title: "电梯大修筹集",
            mandate: Samples.mandate, due: Samples.money("6974.77"), households: 4,
            buildings: [
                AssessedBuilding(building: Samples.building("1"), units: 2, due: Samples.money("3586.00")),
                AssessedBuilding(building: Samples.building("2"), units: 2, due: Samples.money("3388.77")),
            ]),
        AdvanceMade(
            campaign: Samples.campaign, advance: Samples.parsed("A1"), lender: .propertyCompany,
            amount: Samples.money("70000"), agreedOn: Samples.day("2023-04-11"),
            lifts: [AdvancedLift(lift: Samples.lifts[0], amount: Samples.money("70000"))]),
    ]

    static let plans: [any DistrictEvent] = Samples.lifts.map { lift in
        OrderPlanned(
            order: Samples.parsed("2023-lifts-collect.\(lift)"), campaign: Samples.campaign, lift: lift,
            works: Samples.mandate.releases)
    }

    /// One unit of building 1 pays in two parts, the other all at once; building 2 pays a part.
    static let payments: [any DistrictEvent] = [
        payment(1, "1", "1000.00", "2023-04-12", counted: "1000.00", total: "1000.00", paid: 0),
        payment(2, "1", "793.00", "2023-04-13", counted: "1793.00", total: "1793.00", completes: true, paid: 1),
        payment(3, "2", "500.00", "2023-04-13", counted: "500.00", total: "500.00", paid: 0),
        payment(4, "1", "2000.00", "2023-04-14", counted: "3586.00", total: "3793.00", completes: true, paid: 2),
        BuildingFunded(
            campaign: Samples.campaign, building: Samples.building("1"), due: Samples.money("3586.00"),
            counted: Samples.money("1793.00"), fundedOn: Samples.day("2023-04-13")),
    ]

    static let works: [any DistrictEvent] = [
        OrderReleased(
            order: Samples.order, lift: Samples.lifts[0], cause: .advance, releasedOn: Samples.day("2023-04-12")),
        OrderStarted(order: Samples.order, lift: Samples.lifts[0], startedOn: Samples.day("2023-04-13")),
        InspectionRecorded(
            order: Samples.order, lift: Samples.lifts[0], result: .failed, certificate: "JX-1",
            inspectedOn: Samples.day("2023-04-20")),
        InspectionRecorded(
            order: Samples.order, lift: Samples.lifts[0], result: .passed, certificate: "JX-2",
            inspectedOn: Samples.day("2023-04-25")),
        LiftReturned(order: Samples.order, lift: Samples.lifts[0], returnedOn: Samples.day("2023-04-26")),
        OrderCompleted(
            order: Samples.order, campaign: Samples.campaign, lift: Samples.lifts[0], cost: Samples.money("69500"),
            report: "YS-1", completedOn: Samples.day("2023-04-28")),
    ]

    static let payout: [any DistrictEvent] = [
        PayoutMade(
            campaign: Samples.campaign, payout: "P1", order: Samples.order, amount: Samples.money("69500"),
            paidOn: Samples.day("2023-04-30"))
    ]

    static let all = registry + ballots + closing + opening + plans + payments + works + payout

    static func payment(
        _ receipt: Int64, _ building: String, _ amount: String, _ day: String, counted: String, total: String,
        completes: Bool = false, paid: Int64
    ) -> PaymentRecorded {
        PaymentRecorded(
            campaign: Samples.campaign, receipt: receipt, building: Samples.building(building),
            amount: Samples.money(amount), counted: Samples.money(amount), completes: completes,
            paidOn: Samples.day(day),
            progress: BuildingProgress(
                received: Samples.money(total), counted: Samples.money(counted), paidUnits: paid))
    }

    static func reversal(
        of payment: PaymentRecorded, on day: String, counted: String, total: String, reopens: Bool, paid: Int64,
        fullOn: String? = nil
    ) -> PaymentReversed {
        PaymentReversed(
            campaign: payment.campaign, receipt: payment.receipt, building: payment.building, amount: payment.amount,
            counted: payment.counted, reopens: reopens, paidOn: payment.paidOn, reversedOn: Samples.day(day),
            progress: BuildingProgress(
                received: Samples.money(total), counted: Samples.money(counted), paidUnits: paid),
            fullOn: fullOn.map(Samples.day))
    }

    private static func vote(_ area: Int64) -> VoteAccepted {
        VoteAccepted(
            assembly: Samples.assembly, item: Samples.item,
            receipt: Samples.parsed("11111111-1111-4111-8111-111111111111"), channel: .paper,
            area: Area(hundredths: area))
    }

    static func unit(_ code: String) -> UnitRecord {
        let owner: OwnerID = Samples.parsed("11111111-1111-4111-8111-111111111111")
        return UnitRecord(
            unit: Samples.parsed(code), floor: "1", area: Area(hundredths: 97_25), use: .dwelling, ownerKind: .person,
            owners: [owner], voter: owner)
    }
}

typealias NoticesHarness = ServiceHarness<NoticesService>

extension NoticesHarness {
    func receive(_ events: [any DistrictEvent]) async throws {
        for event in events { try await receive(event, of: Samples.community) }
    }

    func get(_ path: String) async throws -> Reply { try await get(path, of: Samples.community) }

    /// The answer of a resource of the sample community.
    func read<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) async throws -> Value {
        try await get("/v1/communities/runfeng/\(path)").decode(type)
    }
}
