import Model

/// Whether a campaign's account would hold what a story takes out of it.
extension Scenario {
    /// What units have paid too much stays in the account until it goes back to them (docs/decisions/0056).
    ///
    /// - Throws: `ScenarioFault` with the step of the first payout, repayment or reversal that finds too little there.
    func checkAccounts() throws {
        guard script.steps.contains(where: { $0.reverse != nil || Outgoing($0) != nil }) else { return }
        var account = CampaignAccount(dues: try script.payments.flatMap { collection($0) }.map { try dues(under: $0) })
        var known: Set<Outgoing.Name> = []
        var orders: [ScenarioScript.SetAside] = []
        for number in order {
            let step = script.steps[number]
            let received = payments.filter { $0.key < step.day }.values.joined()
            if let reverse = step.reverse {
                account.reversed.append(reverse.reference)
                // What comes back is there as long as nothing of what is owed back to others has to go for it.
                let rest = try account.left(of: received)
                if let payment = payment(reverse.reference), rest < .zero {
                    let left = max(.zero, try payment.amount.adding(rest))
                    throw ScenarioFault(
                        file: "scenario.yaml",
                        reason: "\(place(ofStep: number)).reverse.reference: \(reverse.reference) brought "
                            + "\(payment.amount) yuan, of which the account holds at most \(left) by then")
                }
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
            if let unit = outgoing.unit {
                try account.giveBack(outgoing.amount, to: unit)
                continue
            }
            if let collecting = collection(campaign), orders.contains(where: collecting.isSetAside) {
                throw wrong(".campaign: the decision to collect for \(campaign) is set aside before")
            }
            let left = max(.zero, try account.left(of: received))
            guard outgoing.amount <= left else {
                let overpaid = try account.overpaid(of: received)
                let besides = overpaid > .zero ? ", besides \(overpaid) that units have paid too much" : ""
                throw wrong(".amount: the account of \(campaign) holds at most \(left) yuan by then\(besides)")
            }
            account.spent = try account.spent.adding(outgoing.amount)
        }
    }
}

/// What a story takes out of the account of its campaign.
private struct CampaignAccount {
    /// What each unit owes.
    let dues: [UnitCode: Money]
    /// For payouts and repayments.
    var spent = Money.zero
    var reversed: [PaymentReference] = []
    private var refunded: [UnitCode: Money] = [:]

    init(dues: [UnitCode: Money]?) {
        self.dues = dues ?? [:]
    }

    mutating func giveBack(_ amount: Money, to unit: UnitCode) throws {
        refunded[unit] = try (refunded[unit] ?? .zero).adding(amount)
    }

    /// What of the payments is there that is not owed back; less than zero where what is owed back is there no more.
    func left(of received: some Sequence<ScenarioPayment>) throws -> Money {
        let whole = try Money.sum(try kept(of: received).values)
        return try whole.subtracting(spent).subtracting(overpaid(of: received))
    }

    /// What of the payments units have paid too much.
    func overpaid(of received: some Sequence<ScenarioPayment>) throws -> Money {
        try Money.sum(try kept(of: received).map { max(.zero, try $0.value.subtracting(dues[$0.key] ?? .zero)) })
    }

    /// What of the payments for each unit was neither taken nor given back.
    private func kept(of received: some Sequence<ScenarioPayment>) throws -> [UnitCode: Money] {
        var kept = try refunded.mapValues { try Money.zero.subtracting($0) }
        for payment in received where !reversed.contains(payment.reference) {
            kept[payment.unit] = try (kept[payment.unit] ?? .zero).adding(payment.amount)
        }
        return kept
    }
}

/// Money that a step takes out of a campaign's account.
private struct Outgoing {
    let name: Name
    let amount: Money
    /// The unit that it goes back to, which has paid too much; nil where it goes to somebody else.
    let unit: UnitCode?

    /// What it is told apart by; a reference may be written in any case.
    struct Name: Hashable {
        let deed: String
        let campaign: CampaignID
        let reference: GivenReference
    }

    /// Nil for a step that takes out nothing.
    init?(_ step: ScenarioScript.Step) {
        if let payout = step.payout {
            name = Name(deed: "payout", campaign: payout.campaign, reference: payout.reference)
            amount = payout.amount
            unit = nil
        } else if let repay = step.repay {
            name = Name(deed: "repay", campaign: repay.campaign, reference: repay.reference)
            amount = repay.amount
            unit = nil
        } else if let refund = step.refund {
            name = Name(deed: "refund", campaign: refund.campaign, reference: refund.reference)
            amount = refund.amount
            unit = refund.unit
        } else {
            return nil
        }
    }
}
