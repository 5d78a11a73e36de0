import Model

/// Whether payments, advances, repayments, payouts and costs fit the story.
extension Scenario {
    func checkMoney() throws {
        try checkPayments()
        let lifts = liftCodes(of: script.community.code)
        let names = Set(lifts.map(\.description))
        for lift in (script.works?.costs ?? [:]).keys.sorted() where !names.contains(lift) {
            throw ScenarioFault(file: "scenario.yaml", reason: "works.costs: \(lift) is not in lifts.csv")
        }
        if let works = script.works {
            let costs = (works.costs ?? [:]).sorted { $0.key < $1.key }.map { ("costs.\($0.key)", $0.value) }
            for (member, cost) in [("cost", works.cost)] + costs where cost < .zero || cost > .commandLimit {
                let fault = cost < .zero ? "is less than zero" : "must be at most \(Money.commandLimit)"
                throw ScenarioFault(file: "scenario.yaml", reason: "works.\(member): \(fault)")
            }
        }
        for (number, step) in script.steps.enumerated() {
            if let fault = try fault(ofAmounts: step) ?? fault(ofMoney: step, lifts) ?? fault(ofAdvance: number) {
                throw ScenarioFault(file: "scenario.yaml", reason: place(ofStep: number) + fault)
            }
        }
        try checkRepetitions()
        try checkAdvances()
        try checkPayouts(lifts)
        try checkAccounts()
        try checkRefunds()
        try checkCosts(lifts)
    }

    /// What funds would refuse of each amount that a step names; nil where nothing is.
    private func fault(ofAmounts step: ScenarioScript.Step) -> String? {
        if let advance = step.advance, advance.lifts.isEmpty { return ".advance.lifts: names no lift" }
        if step.advance != nil, step.day < GivenDay.first {
            return ".day: nothing is lent before \(GivenDay.first)"
        }
        let lifts = (step.advance?.lifts ?? []).enumerated().map { (".advance.lifts[\($0)].amount", $1.amount) }
        let whole: [(String, Money)?] = [
            step.advance.map { (".advance.amount", $0.amount) },
            step.repay.map { (".repay.amount", $0.amount) }, step.payout.map { (".payout.amount", $0.amount) },
            step.refund.map { (".refund.amount", $0.amount) },
        ]
        for (place, amount) in lifts + whole.compactMap(\.self) {
            if amount <= .zero { return "\(place): must be more than zero" }
            if amount > .commandLimit { return "\(place): must be at most \(Money.commandLimit)" }
        }
        return nil
    }

    /// A campaign is there from the close of its assembly.
    private func fault(ofAdvance number: Int) -> String? {
        let step = script.steps[number]
        let community = community(of: step)
        guard let advance = step.advance, let assembly = collection(advance.campaign, in: community)?.assembly
        else { return nil }
        let isClosed = order.prefix { $0 != number }.map { script.steps[$0] }
            .contains { $0.close == assembly && self.community(of: $0) == community }
        guard !isClosed else { return nil }
        return ".advance.campaign: no step before it closes \(assembly), with which \(advance.campaign) opens"
    }

    private func checkPayments() throws {
        func wrong(_ payment: ScenarioPayment, _ reason: String) -> ScenarioFault {
            ScenarioFault(file: ScenarioPayment.file, reason: "line \(payment.line): \(reason)")
        }
        let rows = payments.flatMap { day, rows in rows.map { (day: day, payment: $0) } }
            .sorted { $0.payment.line < $1.payment.line }
        let units = Set(units(of: script.community.code).map(\.code))
        for (_, payment) in rows where !units.contains(payment.unit) {
            throw wrong(payment, "\(payment.unit) is not in roll.csv")
        }
        guard let campaign = script.payments else { return }
        let (collecting, opening) = try opening(of: campaign)
        let assembly = collecting.assembly
        let owing = Set(owingUnits(under: collecting, in: script.community.code).map(\.code))
        for (day, payment) in rows {
            if day < opening {
                throw wrong(
                    payment, "\(day) is before \(campaign) opens, with the close of \(assembly) on \(opening)")
            }
            guard owing.contains(payment.unit) else {
                throw wrong(payment, "\(payment.unit) owes nothing under \(campaign)")
            }
        }
    }

    /// What is paid has to be due by a mandate of the story's own community, and not before its assembly closes: the campaign
    /// opens with the result.
    private func opening(of campaign: CampaignID) throws -> (collecting: CollectingItem, day: Day) {
        let own = script.community.code
        guard let collecting = collection(campaign) else {
            throw ScenarioFault(file: "scenario.yaml", reason: "payments: \(noCollection(campaign, in: own))")
        }
        guard Self.exists(ScenarioPayment.file, in: directory) else {
            throw ScenarioFault(
                file: ScenarioPayment.file,
                reason: "there is no such file; `payments` in scenario.yaml is left out where nothing is paid")
        }
        guard let day = closing(of: collecting.assembly) else {
            throw ScenarioFault(
                file: "scenario.yaml",
                reason: "payments: no step closes \(collecting.assembly), so \(campaign) never opens")
        }
        return (collecting, day)
    }

    /// How a campaign is told that nobody collects for.
    func noCollection(_ campaign: some CustomStringConvertible, in community: CommunityID) -> String {
        let convened = script.steps.filter { self.community(of: $0) == community }.compactMap(\.convene)
        let campaigns = convened.flatMap { convene in
            convene.items.compactMap { item in CampaignID(of: item.code, in: convene.code) }
        }.filter { collection($0, in: community) != nil }
        let hint = Spelling.hint(for: campaign.description, among: campaigns.map(\.description))
        return "no item of an assembly of \(community) collects for \(campaign)\(hint)"
    }

    /// What is wrong with a step about money, as it goes on after the step's place; nil where nothing is.
    ///
    /// The lifts are those of the story's own community, which are looked up once.
    private func fault(ofMoney step: ScenarioScript.Step, _ lifts: Set<LiftCode>) throws -> String? {
        let community = community(of: step)
        if let payout = step.payout, community == script.community.code {
            guard let collecting = collection(payout.campaign) else {
                return ".payout.campaign: \(noCollection(payout.campaign, in: community))"
            }
            let paying = payingBuildings(under: collecting, in: community)
            let orders = try lifts.filter { paying.contains($0.building) }
                .map { lift in try OrderID(campaign: payout.campaign, lift: lift) }
            if !orders.contains(payout.order) {
                let names = orders.min().map { "; they are called like \($0)" } ?? ""
                return ".payout.order: \(payout.order) is no order of \(payout.campaign)\(names)"
            }
        }
        if let inspect = step.inspect {
            guard community == script.community.code else { return ".inspect: works are the story's own community's" }
            guard let collecting = collection(inspect.campaign) else {
                return ".inspect.campaign: \(noCollection(inspect.campaign, in: community))"
            }
            let paying = payingBuildings(under: collecting, in: community)
            guard lifts.contains(inspect.lift), paying.contains(inspect.lift.building) else {
                return ".inspect.lift: \(inspect.campaign) has no works on a lift \(inspect.lift)"
            }
        }
        guard let advance = step.advance else { return nil }
        guard let collecting = collection(advance.campaign, in: community) else {
            return ".advance.campaign: \(noCollection(advance.campaign, in: community))"
        }
        return fault(
            ofLifts: advance, paidBy: payingBuildings(under: collecting, in: community),
            among: community == script.community.code ? lifts : liftCodes(of: community),
            in: book(of: community).folder + ScenarioBook.liftsFile)
    }

    /// Each lift of an advance is one of the community's, stands once in it, and is where somebody pays.
    private func fault(
        ofLifts advance: ScenarioScript.Advance, paidBy paying: Set<BuildingCode>, among lifts: Set<LiftCode>,
        in file: String
    ) -> String? {
        var named: Set<LiftCode> = []
        for lift in advance.lifts.map(\.lift) {
            guard lifts.contains(lift) else { return ".advance.lifts: \(lift) is not in \(file)" }
            guard named.insert(lift).inserted else { return ".advance.lifts: \(lift) stands there twice" }
            guard paying.contains(lift.building) else {
                return ".advance.lifts: building \(lift.building) pays nothing to \(advance.campaign)"
            }
        }
        do {
            let parts = try Money.sum(advance.lifts.map(\.amount))
            return parts == advance.amount ? nil : ".advance.amount: the lifts' amounts add up to \(parts)"
        } catch {
            return ".advance.lifts: the amounts are too large"
        }
    }
}
