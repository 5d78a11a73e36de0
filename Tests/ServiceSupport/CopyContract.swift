package import EventLog
package import Model

/// Facts that one service tells and others keep, and the words by which `tongti audit` holds both against each other: who tells
/// them and who keeps them each has a test that these are its own.
package struct CopyContract: Sendable {
    /// Of the `AuditSource` and of each `AuditCopy`.
    package let code: String
    /// In the order in which they are told.
    package let events: [any DistrictEvent]
    /// Each as `place: says`.
    package let facts: Set<String>

    /// The one of a code.
    package static func named(_ code: String) throws -> CopyContract {
        guard let contract = try all.first(where: { $0.code == code }) else { throw NoContract(code: code) }
        return contract
    }

    package struct NoContract: Error {
        let code: String
    }

    private static var all: [CopyContract] {
        get throws {
            [
                mandates, titles, results, setAsides, orders, works, campaigns, collections, money, lifts,
                try rollsAndRules(), rollsByBuilding,
            ]
        }
    }

    // MARK: - Of ballots

    private static let mandates = CopyContract(
        code: "mandates",
        events: [
            passed("spend", .spend(Mandate.Spend(cap: parsed("200.00"), scope: .community, campaign: campaign))),
            passed(
                "more",
                .spend(Mandate.Spend(cap: parsed("1000.05"), scope: .init(buildings: [parsed("1"), parsed("2")])))),
            passed("raise", .collect(collect)), passed("chair", nil),
        ],
        facts: [
            "2023-lifts/spend to spend: 20000 fen, of 2023-lifts-raise",
            "2023-lifts/more to spend: 100005 fen, in 1 2",
            "2023-lifts/raise to collect: 179300 ten-thousandths of a yuan, until 1/2, by amount, for overhaul as "
                + "majorRepair, in 1",
        ])

    private static let titles = CopyContract(
        code: "titles",
        events: [
            passed("raise", .collect(collect)),
            passed("spend", .spend(Mandate.Spend(cap: parsed("200.00"), scope: .community))), passed("chair", nil),
        ],
        facts: ["2023-lifts/raise: 电梯大修"])

    private static let results = CopyContract(
        code: "results",
        events: [
            AssemblyConvened(
                assembly: assembly, title: "电梯大修", closesAt: parsed("2023-04-10T18:00:00+08:00"),
                items: ["raise", "board"].map { AgendaItem(item: parsed($0), title: "议题 \($0)", kind: .other) }),
            AssemblyConvened(
                assembly: parsed("2024-lifts"), title: "电梯", closesAt: parsed("2024-04-10T18:00:00+08:00"),
                items: [AgendaItem(item: parsed("raise"), title: "再筹集", kind: .other)]),
            AssemblyClosed(
                assembly: assembly,
                items: [
                    CountedItem(
                        item: parsed("raise"),
                        result: ItemResult(
                            electorate: Weight(area: parsed("389.00"), heads: 4),
                            inFavour: Weight(area: parsed("188.50"), heads: 2),
                            against: Weight(area: parsed("100.00"), heads: 1), abstained: .zero, outcome: .passed)),
                    CountedItem(
                        item: parsed("board"),
                        result: ItemResult(
                            electorate: Weight(area: parsed("389.00"), heads: 4), inFavour: .zero, against: .zero,
                            abstained: .zero, outcome: .passed,
                            election: ElectionResult(
                                elected: [parsed("c2"), parsed("c1")], alternates: [], candidates: []))),
                ]),
        ],
        facts: [
            "2023-lifts/raise: 议题 raise", "2023-lifts/board: 议题 board", "2024-lifts/raise: 再筹集",
            "2023-lifts/raise counted: passed, for 18850 of 2, against 10000 of 1, abstained 0 of 0",
            "2023-lifts/board counted: passed, for 0 of 0, against 0 of 0, abstained 0 of 0",
            "2023-lifts/board elected: c2 c1", "2024-lifts/raise counted: not yet",
        ])

    private static let setAsides = CopyContract(
        code: "set-aside-decisions",
        events: [setAside("spend", on: "2023-06-30"), setAside(nil, on: "2023-07-01")],
        facts: ["2023-lifts/spend: 2023-06-30", "2023-lifts: 2023-07-01"])

    // MARK: - Of workorders

    private static let orders = CopyContract(
        code: "orders",
        events: [
            OrderPlanned(order: order, campaign: campaign, lift: parsed("1-1-A"), works: collect.releases),
            OrderPlanned(
                order: parsed("2023-lifts-raise.2-1-A"), campaign: campaign, lift: parsed("2-1-A"),
                works: collect.releases),
            OrderCompleted(
                order: order, campaign: campaign, lift: parsed("1-1-A"), cost: parsed("80.05"), report: "验收 1",
                completedOn: parsed("2023-06-20")),
        ],
        facts: [
            "2023-lifts-raise.1-1-A planned: 2023-lifts-raise for 1-1-A",
            "2023-lifts-raise.2-1-A planned: 2023-lifts-raise for 2-1-A",
            "2023-lifts-raise.1-1-A completed: 8005 fen, 验收 1, 2023-06-20",
        ])

    /// One order goes through all steps, and another waits.
    private static let works = CopyContract(
        code: "works",
        events: [
            OrderPlanned(order: order, campaign: campaign, lift: parsed("1-1-A"), works: collect.releases),
            OrderPlanned(
                order: parsed("2023-lifts-raise.2-1-A"), campaign: campaign, lift: parsed("2-1-A"),
                works: collect.releases),
            OrderReleased(
                order: parsed("2023-lifts-raise.2-1-A"), lift: parsed("2-1-A"), cause: .advance,
                releasedOn: parsed("2023-06-01")),
            OrderHeld(
                order: parsed("2023-lifts-raise.2-1-A"), lift: parsed("2-1-A"), heldOn: parsed("2023-06-02")),
            OrderReleased(
                order: order, lift: parsed("1-1-A"), cause: .buildingFunded, releasedOn: parsed("2023-06-03")),
            OrderStarted(order: order, lift: parsed("1-1-A"), startedOn: parsed("2023-06-04")),
            InspectionRecorded(
                order: order, lift: parsed("1-1-A"), result: .failed, certificate: "TS-1",
                inspectedOn: parsed("2023-06-05")),
            InspectionRecorded(
                order: order, lift: parsed("1-1-A"), result: .passed, certificate: "TS-2",
                inspectedOn: parsed("2023-06-06")),
            LiftReturned(order: order, lift: parsed("1-1-A"), returnedOn: parsed("2023-06-07")),
            OrderCompleted(
                order: order, campaign: campaign, lift: parsed("1-1-A"), cost: parsed("80.05"), report: "验收 1",
                completedOn: parsed("2023-06-20")),
        ],
        facts: [
            "2023-lifts-raise.1-1-A: overhaul of 1-1-A by 2023-lifts-raise",
            "2023-lifts-raise.1-1-A released: 2023-06-03 by buildingFunded",
            "2023-lifts-raise.1-1-A started: 2023-06-04", "2023-lifts-raise.1-1-A inspected: 2023-06-06 passed",
            "2023-lifts-raise.1-1-A returned: 2023-06-07", "2023-lifts-raise.1-1-A completed: 2023-06-20 for 8005 fen",
            "2023-lifts-raise.2-1-A: overhaul of 2-1-A by 2023-lifts-raise",
            "2023-lifts-raise.2-1-A released: not yet", "2023-lifts-raise.2-1-A started: not yet",
            "2023-lifts-raise.2-1-A inspected: not yet", "2023-lifts-raise.2-1-A returned: not yet",
            "2023-lifts-raise.2-1-A completed: not yet",
        ])

    // MARK: - Of funds

    private static let opened = CampaignOpened(
        campaign: campaign, assembly: assembly, item: parsed("raise"), title: "电梯大修筹集", mandate: collect,
        due: parsed("200.00"), households: 2,
        buildings: ["1", "2"].map {
            AssessedBuilding(building: parsed($0), units: 1, due: parsed("100.00"))
        }, openedOn: parsed("2023-06-30"))

    private static let campaigns = CopyContract(
        code: "campaigns",
        events: [opened],
        facts: [
            "2023-lifts-raise: 2023-lifts/raise", "2023-lifts-raise in 1: overhaul as majorRepair",
            "2023-lifts-raise in 2: overhaul as majorRepair",
        ])

    private static let collections = CopyContract(
        code: "collections",
        events: [
            opened,
            PaymentRecorded(
                campaign: campaign, receipt: 1, building: parsed("1"), amount: parsed("120.00"),
                counted: parsed("100.00"), completes: true, paidOn: parsed("2023-06-09"),
                progress: BuildingProgress(received: parsed("120.00"), counted: parsed("100.00"), paidUnits: 1)),
            BuildingFunded(
                campaign: campaign, building: parsed("1"), due: parsed("100.00"), counted: parsed("100.00"),
                fundedOn: parsed("2023-06-10")),
        ],
        facts: [
            "2023-lifts-raise: 电梯大修筹集: 179300 ten-thousandths of a yuan until 1/2 by amount, 20000 fen from 2",
            "2023-lifts-raise/1 owes: 10000 fen from 1", "2023-lifts-raise/2 owes: 10000 fen from 1",
            "2023-lifts-raise/1 has: 12000 fen, 10000 of them counted, from 1 in full",
            "2023-lifts-raise/2 has: 0 fen, 0 of them counted, from 0 in full",
            "2023-lifts-raise/1 funded: 2023-06-10", "2023-lifts-raise/2 funded: not yet",
        ])

    private static let money = CopyContract(
        code: "money",
        events: [
            AdvanceMade(
                campaign: campaign, advance: parsed("A-1"), lender: .propertyCompany, amount: parsed("200.00"),
                agreedOn: parsed("2023-05-01"),
                lifts: ["1-1-A", "2-1-A"].map { AdvancedLift(lift: parsed($0), amount: parsed("100.00")) }),
            AdvanceReversed(
                campaign: campaign, advance: parsed("A-1"), amount: parsed("200.00"), uncovered: [parsed("2-1-A")],
                reversedOn: parsed("2023-06-12")),
            BuildingFunded(
                campaign: campaign, building: parsed("1"), due: parsed("100.00"), counted: parsed("50.00"),
                fundedOn: parsed("2023-06-10")),
        ],
        facts: [
            "2023-lifts-raise/1-1-A lent on 2023-05-01: ", "2023-lifts-raise/2-1-A lent on 2023-05-01: ",
            "2023-lifts-raise/2-1-A taken back on 2023-06-12: ", "2023-lifts-raise/1 funded on 2023-06-10: ",
        ])

    // MARK: - Of the registry

    /// A code that was corrected afterwards.
    private static let lifts = CopyContract(
        code: "lifts", events: [lift("1-1-A", "R1"), lift("2-1-A", "R2"), lift("1-1-A", "R9")],
        facts: ["1-1-A: R9", "2-1-A: R2"])

    /// The roll is the first event of its log.
    private static func rollsAndRules() throws -> CopyContract {
        let threshold = RulePack.Threshold(
            ratio: parsed("3/4"), comparison: .atLeast, source: "art. 278", grade: .primary)
        let pack = RulePack(
            jurisdiction: "national", version: "1", participation: threshold,
            approval: Dictionary(uniqueKeysWithValues: MatterKind.allCases.map { ($0, threshold) }),
            duplicates: RulePack.Choice(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: RulePack.Choice(policy: .off, source: "R-S-04", grade: .design))
        let hash = Digest256(of: Array("roll".utf8))
        return CopyContract(
            code: "rolls-and-rules",
            events: [
                RollRecorded(units: 8, countedArea: parsed("399.99"), heads: 4, hash: hash),
                CommunityRegistered(
                    name: "润枫", jurisdiction: "national", fundStatus: .none, parkingCounts: true),
                RulesAdopted(pack: pack, hash: try pack.hash()),
                CommunityRegistered(
                    name: "润枫", jurisdiction: "national", fundStatus: .none, parkingCounts: false),
            ],
            facts: [
                "roll: 8 units, 39999 counted, 4 heads, \(hash) at 1", "rules: \(try pack.hash())",
                "parking spaces: they do not count",
            ])
    }

    /// A unit that is named again, and one that has left.
    private static let rollsByBuilding = CopyContract(
        code: "rolls-by-building",
        events: [
            CommunityRegistered(name: "润枫", jurisdiction: "national", fundStatus: .none, parkingCounts: true),
            UnitsRecorded(units: [
                unit("1-1-101", "95.00", [owner]), unit("1-1-102", "88.50", [owner]), unit("1-1-103", "1.00", [owner]),
            ]),
            UnitsRecorded(units: [unit("1-1-101", "100.00", [other, owner])]),
            UnitsRecorded(units: [unit("2-1-B1", "12.05", [other], .parking)]),
            UnitsRemoved(units: [parsed("1-1-103")]),
            RollRecorded(
                units: 3, countedArea: parsed("200.55"), heads: 3, hash: Digest256(of: Array("roll".utf8))),
        ],
        facts: [
            "building 1: 2 units of 18850, "
                + digest("1-1-101 10000 dwelling \(other) \(owner), 1-1-102 8850 dwelling \(owner)"),
            "building 2: 1 units of 1205, " + digest("2-1-B1 1205 parking \(other)"), "roll: " + digest("roll"),
            "parking spaces: they owe",
        ])

    // MARK: - Values

    private static let owner: OwnerID = parsed("11111111-1111-4111-8111-111111111111")
    private static let other: OwnerID = parsed("22222222-2222-4222-8222-222222222222")
    private static let assembly: AssemblyID = parsed("2023-lifts")
    private static let campaign: CampaignID = parsed("2023-lifts-raise")
    private static let order: OrderID = parsed("2023-lifts-raise.1-1-A")
    private static let collect = Mandate.Collect(
        rate: parsed("17.93"), scope: Mandate.Scope(buildings: [parsed("1")]), threshold: parsed("1/2"), basis: .amount,
        releases: Mandate.Works(work: .overhaul, workClass: .majorRepair))

    private static func passed(_ item: String, _ mandate: Mandate?) -> ResolutionPassed {
        let weight = Weight(area: parsed("389.00"), heads: 4)
        return ResolutionPassed(
            assembly: assembly, item: parsed(item), title: "电梯大修", kind: .raiseFund, mandate: mandate,
            result: ItemResult(
                electorate: weight, inFavour: weight, against: .zero, abstained: .zero, outcome: .passed))
    }

    private static func setAside(_ item: String?, on day: String) -> ResolutionSetAside {
        ResolutionSetAside(
            assembly: assembly, item: item.map { parsed($0) }, by: .court, document: Digest256(of: [1]), on: parsed(day)
        )
    }

    private static func unit(
        _ code: String, _ area: String, _ owners: [OwnerID], _ use: UnitRecord.Use = .dwelling
    ) -> UnitRecord {
        UnitRecord(
            unit: parsed(code), floor: "1", area: parsed(area), use: use, ownerKind: .person, owners: owners,
            voter: owners[0])
    }

    private static func digest(_ text: String) -> String { Digest256(of: Array(text.utf8)).description }

    private static func lift(_ code: String, _ registration: String) -> LiftRecorded {
        LiftRecorded(
            lift: parsed(code), registrationCode: registration, rescueCode: "123456", firstFloor: "1",
            lastFloor: "18", skips: [])
    }

    private static func parsed<Value: TextValue>(_ text: String) -> Value {
        do { return try Value(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }
}

extension KeptFacts {
    /// Each as `place: says`.
    package var words: Set<String> { Set(facts.map { "\($0.place): \($0.says)" }) }
}

extension ToldFacts {
    /// What was told last of each place, as `place: says`.
    package var words: Set<String> {
        let last = Dictionary(facts.map { ($0.place, $0.says) }, uniquingKeysWith: { $1 })
        return Set(last.map { "\($0.key): \($0.value)" })
    }
}
