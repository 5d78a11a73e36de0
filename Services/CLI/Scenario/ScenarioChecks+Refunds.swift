import Model

/// Whether a unit has paid as much as a story gives back or takes back.
extension Scenario {
    /// Which campaign it is, and in which community, `checkAccounts` has told before.
    ///
    /// - Throws: `ScenarioFault` with the step of the first refund of more than a unit has paid too much, or of the
    ///   first reversal of a payment of which a refund has left too little.
    func checkRefunds() throws {
        guard script.steps.contains(where: { $0.refund != nil }),
            let campaign = script.payments, let collecting = collection(campaign)
        else { return }
        let dues = try dues(under: collecting)
        var taken: [UnitCode: Money] = [:]
        var known: Set<GivenReference> = []
        for number in order {
            let step = script.steps[number]
            func wrong(_ reason: String) -> ScenarioFault {
                ScenarioFault(file: "scenario.yaml", reason: "\(place(ofStep: number))\(reason)")
            }
            func kept(for unit: UnitCode) throws -> Money {
                try received(for: unit, before: step.day).subtracting(taken[unit] ?? .zero)
            }
            if let reverse = step.reverse, let payment = payment(reverse.reference) {
                let left = try kept(for: payment.unit)
                guard payment.amount <= left else {
                    throw wrong(
                        ".reverse.reference: \(reverse.reference) brought \(payment.amount) yuan, of which "
                            + "\(payment.unit) has \(left) left by then")
                }
                taken[payment.unit] = try (taken[payment.unit] ?? .zero).adding(payment.amount)
            }
            // A service takes a reference that comes again for the same refund.
            guard let refund = step.refund, known.insert(refund.reference).inserted else { continue }
            guard let due = dues[refund.unit] else {
                throw wrong(".refund.unit: \(refund.unit) owes nothing under \(campaign)")
            }
            let overpaid = max(.zero, try kept(for: refund.unit).subtracting(due))
            guard refund.amount <= overpaid else {
                throw wrong(".refund.amount: \(refund.unit) has paid \(overpaid) yuan too much by then")
            }
            taken[refund.unit] = try (taken[refund.unit] ?? .zero).adding(refund.amount)
        }
    }

    /// What payments.csv pays for a unit on the days before one: a day's payments come after its steps.
    private func received(for unit: UnitCode, before day: Day) throws -> Money {
        let paid = payments.filter { $0.key < day }.values.joined()
        return try Money.sum(paid.filter { $0.unit == unit }.map(\.amount))
    }
}
