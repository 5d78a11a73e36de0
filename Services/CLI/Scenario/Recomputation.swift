import Model

/// Figures of a campaign computed from the scenario's own files, by the rules alone and not by the services' code for them.
struct Recomputation {
    struct Figure {
        let name: String
        let at: FigurePath
        let expected: String
    }

    let figures: [Figure]
    /// The days on which payments release the works of buildings.
    let fundedOn: [BuildingCode: Day]

    /// - Throws: `ScenarioFault` where no item of the script carries the campaign's mandate.
    init(_ scenario: Scenario) throws {
        guard let campaign = scenario.script.payments, let collecting = scenario.collection(campaign),
            let opening = scenario.closing(of: collecting.assembly)
        else {
            throw ScenarioFault(
                file: "scenario.yaml", reason: "no item carries the mandate of the campaign in `payments`")
        }
        let mandate = collecting.mandate
        let setAside = scenario.settingAside(of: collecting)
        let due = try scenario.dues(under: collecting)
        let owing = Dictionary(grouping: due, by: \.key.building)
        var paid: [UnitCode: Money] = [:]
        var fundedOn: [BuildingCode: Day] = [:]
        let takenBack = Dictionary(
            grouping: scenario.script.steps.filter { $0.reverse != nil || $0.refund != nil }, by: \.day)
        var refunds: Set<GivenReference> = []
        for day in scenario.days {
            for step in takenBack[day] ?? [] {
                if let row = step.reverse.flatMap({ scenario.payment($0.reference) }) {
                    paid[row.unit] = try (paid[row.unit] ?? .zero).subtracting(row.amount)
                }
                // A service takes a reference that comes again for the same refund.
                if let refund = step.refund, refunds.insert(refund.reference).inserted {
                    paid[refund.unit] = try (paid[refund.unit] ?? .zero).subtracting(refund.amount)
                }
            }
            for row in scenario.payments[day] ?? [] {
                paid[row.unit] = try (paid[row.unit] ?? .zero).adding(row.amount)
            }
            for (building, units) in owing where fundedOn[building] == nil {
                let whole = try Money.sum(units.map(\.value))
                let part = try Money.sum(units.map { min(paid[$0.key] ?? .zero, $0.value) })
                let full = units.count { (paid[$0.key] ?? .zero) >= $0.value }
                let isReached =
                    switch mandate.basis {
                    case .amount: Self.reaches(mandate.threshold, part.fen, of: whole.fen)
                    case .households: Self.reaches(mandate.threshold, Int64(full), of: Int64(units.count))
                    }
                // What owes nothing is released as the campaign opens, and nothing is once that is set aside.
                if isReached, day >= opening, setAside.map({ day < $0 }) ?? true { fundedOn[building] = day }
            }
        }
        var figures: [Figure] = []
        func add(_ name: String, _ path: String, _ expected: String) {
            if let at = FigurePath(path) { figures.append(Figure(name: name, at: at, expected: expected)) }
        }
        add("due, the sum of half-up shares", "due", try Money.sum(due.values).description)
        add("received", "paid", try Money.sum(paid.values).description)
        add("households", "households", String(due.count))
        add("households paid in full", "paidHouseholds", String(due.count { (paid[$0.key] ?? .zero) >= $0.value }))
        for (building, units) in owing.sorted(by: { $0.key < $1.key }) {
            add(
                "building \(building): due", "buildings[building=\(building)].due",
                try Money.sum(units.map(\.value)).description)
            add(
                "building \(building): released on", "buildings[building=\(building)].fundedOn",
                fundedOn[building]?.description ?? ExpectedFigure.leftOut)
        }
        self.figures = figures
        self.fundedOn = fundedOn
    }

    /// Price times area, half-up to the fen: ten-thousandths of a yuan times hundredths of a square metre.
    fileprivate static func share(_ rate: UnitPrice, _ area: Area) throws(ArithmeticOverflow) -> Money {
        let millionths = Int128(rate.tenThousandths) * Int128(area.hundredths)
        guard let fen = Int64(exactly: (2 * millionths + 10_000) / 20_000) else { throw ArithmeticOverflow() }
        return Money(fen: fen)
    }

    private static func reaches(_ ratio: Ratio, _ part: Int64, of whole: Int64) -> Bool {
        Int128(part) * Int128(ratio.denominator) >= Int128(whole) * Int128(ratio.numerator)
    }
}

/// An item that collects for a campaign.
struct CollectingItem: Sendable {
    let assembly: AssemblyID
    let item: ItemID
    let mandate: Mandate.Collect

    /// Whether an order takes the decision away.
    func isSetAside(by order: ScenarioScript.SetAside) -> Bool {
        order.assembly == assembly && (order.item ?? item) == item
    }
}

extension Scenario {
    /// The item that the campaign is named after, of the story's own community where no other is named.
    func collection(_ campaign: CampaignID, in community: CommunityID? = nil) -> CollectingItem? {
        let community = community ?? script.community.code
        for convene in script.steps.filter({ self.community(of: $0) == community }).compactMap(\.convene) {
            for item in convene.items where CampaignID(of: item.code, in: convene.code) == campaign {
                if case .collect(let collect)? = item.mandate {
                    return CollectingItem(assembly: convene.code, item: item.code, mandate: collect)
                }
            }
        }
        return nil
    }

    /// The day on which an assembly of the story's own community is closed; nil where no step closes it.
    func closing(of assembly: AssemblyID) -> Day? {
        let steps = played
        return closing(of: assembly, in: script.community.code, among: steps).map { steps[$0].day }
    }

    /// The rows of a community's units that owe by a decision to collect: those that it concerns, as they are at the
    /// close of its assembly.
    ///
    /// What a merger brings later owes nothing.
    func owingUnits(
        under collecting: CollectingItem, in community: CommunityID
    ) -> [ScenarioBook.RollUnit] {
        let steps = played
        let closing = closing(of: collecting.assembly, in: community, among: steps) ?? steps.endIndex
        let parkingCounts = book(of: community).facts.parkingCounts
        return units(of: community, after: steps[..<closing]).filter {
            collecting.mandate.scope.covers($0.code.building) && (!$0.isParking || parkingCounts)
        }
    }

    /// Where somebody pays by a decision to collect: works are planned there and nowhere else.
    func payingBuildings(under collecting: CollectingItem, in community: CommunityID) -> Set<BuildingCode> {
        Set(owingUnits(under: collecting, in: community).map(\.code.building))
    }

    /// What each unit of the story's own community owes by a decision to collect.
    func dues(under collecting: CollectingItem) throws(ArithmeticOverflow) -> [UnitCode: Money] {
        var due: [UnitCode: Money] = [:]
        for unit in owingUnits(under: collecting, in: script.community.code) where due[unit.code] == nil {
            due[unit.code] = try Recomputation.share(collecting.mandate.rate, unit.area)
        }
        return due
    }

    /// The day from which on payments under a decision release nothing; nil where nobody takes it away.
    func settingAside(of collecting: CollectingItem) -> Day? {
        played.first { step in
            community(of: step) == script.community.code && step.setAside.map(collecting.isSetAside) ?? false
        }?.day
    }

    private func closing(
        of assembly: AssemblyID, in community: CommunityID, among steps: [ScenarioScript.Step]
    ) -> Int? {
        steps.firstIndex { self.community(of: $0) == community && $0.close == assembly }
    }
}
