import Model
import Pages
import ServiceRuntime

/// A community's figures for programs; the same as on its page.
struct BoardAnswer: Encodable {
    let community: CommunityID
    let name: String
    let today: Day
    let units: Int64
    let lifts: Int64
    let liftsDone: Int64
    let liftsOutOfUse: Int64
    let advancesOwed: MoneyTotal
    let campaigns: [Campaign]
    let buildings: [Building]
    let assemblies: [Assembly]
    let mergedInto: CommunityID?
    let mergedOn: Day?
    let parts: [CommunityID]

    struct Campaign: Encodable {
        let campaign: CampaignID
        let title: String
        let rate: UnitPrice
        let threshold: Ratio
        let figures: Figures
    }

    struct Figures: Encodable {
        let units: Int64
        let paidUnits: Int64
        /// One decimal, such as `88.3`; of households, not of money.
        let paidPercent: String
        let due: Money
        let received: Money
        let counted: Money
        let fundedOn: Day?

        init(_ collected: CommunityBoard.Collected) {
            units = collected.units
            paidUnits = collected.paidUnits
            paidPercent = Percentage(collected.paidUnits, of: collected.units).description
            due = collected.due
            received = collected.received
            counted = collected.counted
            fundedOn = collected.fundedOn
        }
    }

    struct Building: Encodable {
        let building: BuildingCode
        let campaign: CampaignID?
        let figures: Figures?
        let lifts: [Lift]
    }

    struct Lift: Encodable {
        let lift: LiftCode
        let stage: String
        let since: Day?
        let inUse: Bool
    }

    struct Assembly: Encodable {
        let assembly: AssemblyID
        let title: String
        let state: CommunityBoard.Assembly.State
        let electorate: Weight?
        let items: [Item]
        /// Nil where there are none.
        let upheldObjections: Int64?
    }

    struct Item: Encodable {
        let item: ItemID
        let title: String
        let turnout: CommunityBoard.Participation
        let result: ItemResult?
        let election: CommunityBoard.Contest?
        let setAside: CommunityBoard.SetAside?
        let upheldObjection: CommunityBoard.UpheldObjection?
    }

    /// - Throws: `ArithmeticOverflow`
    init(_ board: CommunityBoard) throws {
        let all = board.buildings.flatMap(\.lifts)
        community = board.community
        name = board.name
        today = board.today
        units = board.units
        mergedInto = board.area?.community
        mergedOn = board.area?.since
        parts = board.parts.map(\.community)
        lifts = Int64(all.count)
        liftsDone = Int64(all.count { $0.stage.isDone })
        liftsOutOfUse = Int64(all.count { !$0.isInUse })
        advancesOwed = MoneyTotal(board.advances.map(\.owed))
        campaigns = try board.campaigns.map { campaign in
            Campaign(
                campaign: campaign.campaign, title: campaign.title, rate: campaign.rate, threshold: campaign.threshold,
                figures: Figures(try campaign.total))
        }
        buildings = board.buildings.map { building in
            let campaign = board.campaign(of: building.building)
            return Building(
                building: building.building, campaign: campaign?.campaign,
                figures: campaign?.buildings[building.building].map(Figures.init),
                lifts: building.lifts.map {
                    Lift(lift: $0.lift, stage: $0.stage.slug, since: $0.stage.since, inUse: $0.isInUse)
                })
        }
        assemblies = board.assemblies.map { assembly in
            Assembly(
                assembly: assembly.assembly, title: assembly.title, state: assembly.state,
                electorate: assembly.electorate,
                items: assembly.items.map {
                    Item(
                        item: $0.item, title: $0.title, turnout: $0.turnout, result: $0.result, election: $0.contest,
                        setAside: $0.setAside, upheldObjection: $0.upheldObjection)
                }, upheldObjections: assembly.upheldObjections > 0 ? assembly.upheldObjections : nil)
        }
    }

    private static let weight = Schema.object([.required("area", .area), .required("heads", .integer())])
    private static let turnout = Schema.object([.optional("area", .area), .required("heads", .integer())])

    private static let election = Schema.object([
        .required("seats", .integer(minimum: 1)),
        .required("candidates", .array(.string()), "By their codes; the assembly's page names those who agreed"),
        .optional("elected", .array(.string()), "After the close, in the order of their rank"),
        .optional("alternates", .array(.string())),
        .optional("reached", .array(.string()), "Who had the votes where they are too few, so that nobody is elected"),
    ])

    private static let setAside = Schema.object([
        .required("by", .word(["authority", "court"])),
        .required("on", .day, "Since when nothing rests on the decision"),
    ])

    private static let upheldObjection = Schema.object([
        .required("category", .word(ObjectionCategory.allCases.map(\.rawValue)), "What the first one was about"),
        .required("on", .day, "The day of its answer"),
    ])

    private static let figures = Schema.object([
        .required("units", .integer()), .required("paidUnits", .integer()),
        .required("paidPercent", .string(example: "88.3")), .required("due", .money), .required("received", .money),
        .required("counted", .money), .optional("fundedOn", .day),
    ])

    static let schema = Schema.object([
        .required("community", .string()), .required("name", .string()), .required("today", .day),
        .required("units", .integer()), .required("lifts", .integer()), .required("liftsDone", .integer()),
        .required("liftsOutOfUse", .integer(), "Under works, or not built yet"), .required("advancesOwed", .money),
        .required(
            "campaigns",
            .array(
                .object([
                    .required("campaign", .string()), .required("title", .string()), .required("rate", .string()),
                    .required("threshold", .ratio), .required("figures", figures),
                ]))),
        .required(
            "buildings",
            .array(
                .object([
                    .required("building", .string()), .optional("campaign", .string()), .optional("figures", figures),
                    .required(
                        "lifts",
                        .array(
                            .object([
                                .required("lift", .string()), .required("stage", .string()), .optional("since", .day),
                                .required("inUse", .boolean),
                            ]))),
                ]))),
        .required(
            "assemblies",
            .array(
                .object([
                    .required("assembly", .string()), .required("title", .string()), .required("state", .string()),
                    .optional("electorate", weight),
                    .required(
                        "items",
                        .array(
                            .object([
                                .required("item", .string()), .required("title", .string()),
                                .required("turnout", turnout, "Of a petition without the area until it is counted"),
                                .optional("result", .any),
                                .optional("election", election), .optional("setAside", setAside),
                                .optional("upheldObjection", upheldObjection),
                            ]))),
                    .optional(
                        "upheldObjections", .integer(minimum: 1),
                        "How many objections to its result were upheld, so that it does not take effect"),
                ]))),
        .optional("mergedInto", .string(), "The area that it has become part of; the rest is of before"),
        .optional("mergedOn", .day),
        .required("parts", .array(.string()), "Communities that have become parts of it, with boards of their own"),
    ])
}
