import Model

/// Whether funds would find what allows it to pay for every payout of the story.
extension Scenario {
    /// Contractors work for the story's own community alone, so that only there can an order be paid for.
    ///
    /// - Parameter lifts: the codes of its lifts.
    /// - Throws: `ScenarioFault` with the step of the first payout that nothing allows.
    func checkPayouts(_ lifts: Set<LiftCode>) throws {
        var spending = Spending()
        for number in order {
            let step = script.steps[number]
            guard community(of: step) == script.community.code else { continue }
            spending.remember(step)
            guard let payout = step.payout else { continue }
            let lift = try lifts.first { try OrderID(campaign: payout.campaign, lift: $0) == payout.order }
            if let lift, let fault = spending.pay(payout, in: lift.building) {
                throw ScenarioFault(file: "scenario.yaml", reason: "\(place(ofStep: number)).payout\(fault)")
            }
        }
    }
}

/// What owners may have allowed to spend while their story is played, and what was paid of it.
///
/// Which items pass only a count can tell: all of an assembly that is closed are taken to, and a mandate that names no
/// campaign to be over any, as it is where its assembly opened none (docs/decisions/0058).
private struct Spending {
    var agendas: [AssemblyID: [ScenarioScript.Item]] = [:]
    var closed: [AssemblyID] = []
    var setAside: [ScenarioScript.SetAside] = []
    /// Of each campaign what was paid under each reference, which may be written in any case.
    var paid: [CampaignID: [GivenReference: Money]] = [:]

    mutating func remember(_ step: ScenarioScript.Step) {
        if let convene = step.convene { agendas[convene.code] = convene.items }
        if let assembly = step.close { closed.append(assembly) }
        if let order = step.setAside { setAside.append(order) }
    }

    /// - Returns: why it is refused, as it goes on after the step's deed; nil where it may be made.
    mutating func pay(_ payout: ScenarioScript.Payout, in building: BuildingCode) -> String? {
        let (campaign, reference) = (payout.campaign, payout.reference)
        // A service takes a reference that comes again for the same payout.
        guard paid[campaign]?[reference] == nil else { return nil }
        let mandates = mandates(over: campaign)
        let covering = mandates.filter { $0.spend.scope.covers(building) }
        guard !covering.isEmpty else {
            return ".order: no item of an assembly closed before has a mandate to spend the money of \(campaign) "
                + "in building \(building)"
        }
        guard let cap = covering.filter({ !$0.isSetAside }).map(\.spend.cap).max() else {
            return ".order: the mandate to spend the money of \(campaign) in building \(building) is set aside before"
        }
        let used = (paid[campaign] ?? [:]).values.reduce(Int128(0)) { $0 + Int128($1.fen) }
        let allowed = mandates.reduce(Int128(0)) { $0 + Int128($1.spend.cap.fen) }
        let most = min(cap, Money(fen: Int64(clamping: max(0, allowed - used))))
        guard payout.amount <= most else {
            return ".amount: the mandates to spend the money of \(campaign) leave at most \(most) yuan"
        }
        paid[campaign, default: [:]][reference] = payout.amount
        return nil
    }

    /// The mandates that may be over the money of a campaign, with whether they were set aside.
    private func mandates(over campaign: CampaignID) -> [(spend: Mandate.Spend, isSetAside: Bool)] {
        closed.flatMap { assembly in
            (agendas[assembly] ?? []).compactMap { item -> (spend: Mandate.Spend, isSetAside: Bool)? in
                guard case .spend(let spend)? = item.mandate, (spend.campaign ?? campaign) == campaign else {
                    return nil
                }
                let isSetAside = setAside.contains { $0.assembly == assembly && ($0.item ?? item.code) == item.code }
                return (spend, isSetAside)
            }
        }
    }
}
