import Model

@testable import Notices

/// A community in the middle of its story: one building funded with a lift done, another still collecting.
enum SampleBoard {
    static func make() throws -> CommunityBoard {
        let campaign = try CampaignID(parsing: "2023-lifts")
        let one = try BuildingCode(parsing: "1")
        let two = try BuildingCode(parsing: "2")
        let start = try Day(parsing: "2023-04-01")
        let days = Dictionary(
            uniqueKeysWithValues: (0..<40).map { index -> (Day, Money) in
                (start.advanced(by: Int64(index)), Money(fen: Int64((index * 7_919) % 13) * 55_321))
            })
        let electorate = Weight(area: Area(hundredths: 9_500_000), heads: 1_002)
        let result = ItemResult(
            electorate: electorate, inFavour: Weight(area: Area(hundredths: 7_012_345), heads: 760),
            against: Weight(area: Area(hundredths: 412_000), heads: 41),
            abstained: Weight(area: Area(hundredths: 203_000), heads: 22), outcome: .passed)
        let all = try result.participation()
        return CommunityBoard(
            community: try CommunityID(parsing: "runfeng"), name: "润枫欣尚", fundStatus: .none,
            scenarioDay: try Day(parsing: "2023-05-10"), units: 1_080, electorate: electorate,
            buildings: [
                CommunityBoard.Building(
                    building: one, units: 180,
                    lifts: [
                        try lift("1-1-A", .returned(on: try Day(parsing: "2023-04-28"))),
                        try lift("1-1-B", .underWork(since: try Day(parsing: "2023-05-06"))),
                        try lift("1-1-C", .released(on: try Day(parsing: "2023-05-04"))),
                    ]),
                CommunityBoard.Building(
                    building: two, units: 180,
                    lifts: [
                        try lift("2-1-A", .inspectionPassed(on: try Day(parsing: "2023-05-09"))),
                        try lift("2-1-B", .held),
                        try lift("2-1-C", .inspectionFailed(on: try Day(parsing: "2023-05-09"))),
                    ]),
            ],
            assemblies: [
                CommunityBoard.Assembly(
                    assembly: try AssemblyID(parsing: "2023-lifts"), title: "十八部电梯大修",
                    closesAt: try Timestamp(parsing: "2023-03-20T18:00:00+08:00"), state: .closed,
                    electorate: electorate,
                    items: [
                        CommunityBoard.Item(
                            item: try ItemID(parsing: "collect"), title: "自筹资金大修电梯",
                            turnout: CommunityBoard.Participation(heads: all.heads, area: all.area), result: result)
                    ])
            ],
            campaigns: [
                CommunityBoard.Campaign(
                    campaign: campaign, title: "十八部电梯大修", rate: try UnitPrice(parsing: "17.93"),
                    threshold: try Ratio(1, 2),
                    basis: .amount, work: .overhaul, due: try Money(parsing: "603440.08"), households: 360,
                    buildings: [
                        one: CommunityBoard.Collected(
                            units: 180, due: try Money(parsing: "301720.04"), received: try Money(parsing: "187654.30"),
                            counted: try Money(parsing: "187654.30"), paidUnits: 112,
                            fundedOn: try Day(parsing: "2023-05-04")),
                        two: CommunityBoard.Collected(
                            units: 180, due: try Money(parsing: "301720.04"), received: try Money(parsing: "98765.40"),
                            counted: try Money(parsing: "98765.40"), paidUnits: 59, fundedOn: nil),
                    ],
                    days: [one: days, two: days])
            ],
            advances: [
                CommunityBoard.Advance(
                    campaign: campaign, lender: .propertyCompany, amount: try Money(parsing: "420000"),
                    agreedOn: try Day(parsing: "2023-03-28"),
                    lifts: [try LiftCode(parsing: "1-1-A"), try LiftCode(parsing: "2-1-A")])
            ])
    }

    static func notices() throws -> [Notice] {
        let lift = try LiftCode(parsing: "1-1-A")
        let order = try OrderID(parsing: "2023-lifts.1-1-A")
        let building = try BuildingCode(parsing: "1")
        let announcements = [
            WorkAnnouncements.returned(
                lift, since: try Day(parsing: "2023-04-28"), wasBuilt: true, hasPassed: true),
            WorkAnnouncements.inspected(
                InspectionRecorded(
                    order: order, lift: lift, result: .passed, certificate: "JX-2023-0417",
                    inspectedOn: try Day(parsing: "2023-04-27")), isBuilt: true),
            FundAnnouncements.funded(
                BuildingFunded(
                    campaign: try CampaignID(parsing: "2023-lifts"), building: building,
                    due: try Money(parsing: "301720.04"), counted: try Money(parsing: "150900.00"),
                    fundedOn: try Day(parsing: "2023-05-04"))),
        ]
        return try announcements.enumerated().map { index, announcement in
            Notice(
                number: Int64(9 - index), building: announcement.building, kind: announcement.kind.rawValue,
                postedOn: try Day(parsing: "2023-05-04"), title: announcement.title, text: announcement.text)
        }
    }

    static func digest() throws -> DigestPublished {
        DigestPublished(
            building: try BuildingCode(parsing: "1"), day: try Day(parsing: "2023-05-09"),
            figures: DigestFigures(
                units: 180, paidUnits: 110, newlyPaidUnits: 3, due: try Money(parsing: "301720.04"),
                received: try Money(parsing: "184000.10"), receivedToday: try Money(parsing: "5028.00"), lifts: 3,
                liftsDone: 1, liftsUnderWork: 1, fundedOn: try Day(parsing: "2023-05-04")))
    }

    private static func lift(_ code: String, _ stage: LiftStage) throws -> CommunityBoard.Lift {
        CommunityBoard.Lift(
            lift: try LiftCode(parsing: code), rescueCode: "110233", nextInspectionOn: try Day(parsing: "2024-04-30"),
            maintainer: "京安电梯维保", work: .overhaul, stage: stage)
    }
}
