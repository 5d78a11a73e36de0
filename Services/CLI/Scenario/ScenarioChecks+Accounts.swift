import Model

/// Whether a campaign's account would hold what a story takes out of it.
extension Scenario {
    /// What units have paid too much stays in the account until it goes back to them; that payouts leave it there is
    /// left to the service.
    ///
    /// - Throws: `ScenarioFault` with the step of the first payout, repayment or reversal that finds too little there.
    func checkAccounts() throws {
        var spent = Money.zero
        var reversed: [PaymentReference] = []
        var known: Set<Outgoing.Name> = []
        var orders: [ScenarioScript.SetAside] = []
        for number in order {
            let step = script.steps[number]
            if let reverse = step.reverse {
                let left = try received(before: step.day, but: reversed).subtracting(spent)
                if let payment = payment(reverse.reference), payment.amount > left {
                    throw ScenarioFault(
                        file: "scenario.yaml",
                        reason: "\(place(ofStep: number)).reverse.reference: \(reverse.reference) brought "
                            + "\(payment.amount) yuan, of which the account holds at most \(max(left, .zero)) by then")
                }
                reversed.append(reverse.reference)
            }
            if let order = step.setAside, community(of: step) == script.community.code { orders.append(order) }
            // A service takes a reference that comes again for the same payment.
            guard let outgoing = Outgoing(step), known.insert(outgoing.name).inserted else { continue }
            func wrong(_ reason: String) -> ScenarioFault {
                ScenarioFault(file: "scenario.yaml", reason: "\(place(ofStep: number)).\(outgoing.name.deed)\(reason)")
            }
            guard community(of: step) == script.community.code else {
                throw wrong(": payments and works are the story's own community's")
            }
            let campaign = outgoing.name.campaign
            guard campaign == script.payments else {
                let paid = script.payments.map { "; payments.csv is paid to \($0)" } ?? ""
                throw wrong(".campaign: nothing is paid to \(campaign), so that nothing leaves its account\(paid)")
            }
            // What is owed back leaves as well where the decision is set aside, and no payout may have taken it.
            guard !outgoing.isOwedBack else {
                spent = try spent.adding(outgoing.amount)
                continue
            }
            if let collecting = collection(campaign), orders.contains(where: collecting.isSetAside) {
                throw wrong(".campaign: the decision to collect for \(campaign) is set aside before")
            }
            let left = try received(before: step.day, but: reversed).subtracting(spent)
            guard outgoing.amount <= left else {
                throw wrong(".amount: the account of \(campaign) holds at most \(max(left, .zero)) yuan by then")
            }
            spent = try spent.adding(outgoing.amount)
        }
    }

    /// What payments.csv pays on the days before one: a day's payments come after its steps.
    private func received(before day: Day, but reversed: [PaymentReference]) throws -> Money {
        let paid = payments.filter { $0.key < day }.values.joined()
        return try Money.sum(paid.filter { !reversed.contains($0.reference) }.map(\.amount))
    }
}

/// Money that a step takes out of a campaign's account.
private struct Outgoing {
    let name: Name
    let amount: Money
    /// Whether it is a unit's own that paid too much.
    let isOwedBack: Bool

    /// What it is told apart by; a reference may be written in any case.
    struct Name: Hashable {
        let deed: String
        let campaign: CampaignID
        let reference: String
    }

    /// Nil for a step that takes out nothing.
    init?(_ step: ScenarioScript.Step) {
        if let payout = step.payout {
            name = Name(deed: "payout", campaign: payout.campaign, reference: payout.reference.lowercased())
            amount = payout.amount
            isOwedBack = false
        } else if let repay = step.repay {
            let reference = repay.reference.description.lowercased()
            name = Name(deed: "repay", campaign: repay.campaign, reference: reference)
            amount = repay.amount
            isOwedBack = false
        } else if let refund = step.refund {
            let reference = refund.reference.description.lowercased()
            name = Name(deed: "refund", campaign: refund.campaign, reference: reference)
            amount = refund.amount
            isOwedBack = true
        } else {
            return nil
        }
    }
}
