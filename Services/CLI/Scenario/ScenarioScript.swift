import Model

/// `scenario.yaml`: who, from when to when, and what people do on which day.
struct ScenarioScript: Codable, Sendable {
    let title: String
    let community: Community
    /// The rule pack's file, relative to the scenario's directory.
    let rules: String
    let firstDay: Day
    let lastDay: Day
    let steps: [Step]
    /// The campaign that the rows of `payments.csv` are paid to, each on its own day.
    let payments: CampaignID?
    /// How the contractor works on what is released.
    let works: Works?

    struct Community: Codable, Sendable {
        let code: CommunityID
        let name: String
        let jurisdiction: String
        let fundStatus: CommunityRegistered.FundStatus
        let parkingCounts: Bool
    }

    /// One deed on one day; exactly one of the deeds is given.
    ///
    /// Deeds of a day happen in the order in which they stand.
    struct Step: Codable, Sendable {
        let day: Day
        let convene: Convene?
        let open: AssemblyID?
        let papers: Papers?
        let close: AssemblyID?
        let advance: Advance?
        let payout: Payout?

        var deeds: Int {
            [convene == nil, open == nil, papers == nil, close == nil, advance == nil, payout == nil].count { !$0 }
        }
    }

    struct Convene: Codable, Sendable {
        let code: AssemblyID
        let title: String
        /// When the owners were told; the day of the step where it is not given.
        let noticeOn: Day?
        let items: [Item]
    }

    struct Item: Codable, Sendable {
        let code: ItemID
        let title: String
        let kind: MatterKind
        let mandate: Mandate?
    }

    struct Papers: Codable, Sendable {
        let assembly: AssemblyID
        let file: String
    }

    struct Advance: Codable, Sendable {
        let campaign: CampaignID
        let reference: AdvanceID
        let lender: AdvanceMade.Lender
        let amount: Money
        let lifts: [AdvancedLift]
    }

    struct Payout: Codable, Sendable {
        let campaign: CampaignID
        let order: OrderID
        let reference: String
        let payee: String
        let amount: Money
    }

    /// Days are counted from an order's release; each deed happens on the first day that is late enough.
    struct Works: Codable, Sendable {
        let startAfter: Int64
        let inspectAfter: Int64
        let returnAfter: Int64
        let completeAfter: Int64
        let cost: Money
        /// Costs of single lifts that differ.
        let costs: [String: Money]?
    }

    var days: ClosedRange<Day> { firstDay...lastDay }

    func validate() throws {
        guard firstDay <= lastDay else {
            throw ScenarioFault(file: "scenario.yaml", reason: "lastDay is before firstDay")
        }
        guard lastDay.daysSince1970 - firstDay.daysSince1970 < 3_660 else {
            throw ScenarioFault(file: "scenario.yaml", reason: "more than ten years are too long to play")
        }
        let delays = works.map { [$0.startAfter, $0.inspectAfter, $0.returnAfter, $0.completeAfter] } ?? []
        guard delays.allSatisfy({ (0...3_660).contains($0) }) else {
            throw ScenarioFault(file: "scenario.yaml", reason: "works: days are counted from 0 to 3660")
        }
        for (number, step) in steps.enumerated() {
            guard step.deeds == 1 else {
                throw ScenarioFault(file: "scenario.yaml", reason: "steps[\(number)] must have exactly one deed")
            }
            guard days.contains(step.day) else {
                throw ScenarioFault(
                    file: "scenario.yaml", reason: "steps[\(number)].day: \(step.day) lies outside firstDay … lastDay")
            }
        }
    }
}
