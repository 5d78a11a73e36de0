import Model

/// A work order as funds knows it: what may be paid for, once it is completed.
struct WorksOrder: Sendable, Equatable {
    let id: OrderID
    let campaign: CampaignID
    let lift: LiftCode
    /// Nil until the works are accepted.
    let completion: Completion?

    struct Completion: Sendable, Equatable {
        let cost: Money
        let report: String
        let completedOn: Day
        /// The part of the cost that a lender had paid directly.
        let advanced: Money

        /// What is left to be paid out of the campaign's account, at most.
        var payable: Money { Money(fen: max(0, cost.fen - advanced.fen)) }
    }

    init(id: OrderID, campaign: CampaignID, lift: LiftCode, completion: Completion? = nil) {
        self.id = id
        self.campaign = campaign
        self.lift = lift
        self.completion = completion
    }

    /// The order after its works were accepted; nil where they had been before, which changes nothing.
    ///
    /// `advanced` is the sum of the advances of this campaign that are tied to the lift.
    func completed(_ event: OrderCompleted, advanced: Money) -> WorksOrder? {
        guard completion == nil else { return nil }
        return WorksOrder(
            id: id, campaign: campaign, lift: lift,
            completion: Completion(
                cost: event.cost, report: event.report, completedOn: event.completedOn,
                advanced: min(event.cost, advanced)))
    }
}
