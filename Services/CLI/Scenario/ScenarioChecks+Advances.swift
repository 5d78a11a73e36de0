import Model

/// Whether what is lent, paid back and taken back fits the works of a story, and how these go on.
extension Scenario {
    /// - Throws: `ScenarioFault` with the step of the first advance on works that are accepted by then or under a
    ///   decision that is set aside, of the first repayment of what is not owed for works, of the first reversal of
    ///   an advance on which something rests, or of the first inspection that there cannot be.
    func checkAdvances() throws {
        let own = script.community.code
        guard
            script.steps.contains(where: {
                $0.advance != nil || $0.repay != nil || $0.reverseAdvance != nil || $0.inspect != nil
            })
        else { return }
        var orders: [CommunityID: [ScenarioScript.SetAside]] = [:]
        var lendings: [CommunityID: Lending] = [:]
        for book in books { lendings[book.facts.code] = Lending(works: nil, site: nil) }
        lendings[own] = try ownLending()
        for number in order {
            let step = script.steps[number]
            let community = community(of: step)
            if let order = step.setAside { orders[community, default: []].append(order) }
            // What no works were accepted for is not paid back.
            guard step.repay == nil || community == own else { continue }
            let collecting = step.advance.flatMap { collection($0.campaign, in: community) }
            let isSetAside = collecting.map { (orders[community] ?? []).contains(where: $0.isSetAside) } ?? false
            if let fault = try lendings[community]?.take(step, isSetAside: isSetAside) {
                throw ScenarioFault(file: "scenario.yaml", reason: place(ofStep: number) + fault)
            }
        }
    }

    /// Every step that lends, pays back or takes back is right by now.
    ///
    /// - Parameter lifts: the codes of the lifts of the story's own community.
    /// - Throws: `ScenarioFault` with the step of the first payout for an order that is not completed by then, or of
    ///   which less is left to be paid.
    func checkCosts(_ lifts: Set<LiftCode>) throws {
        guard script.steps.contains(where: { $0.payout != nil }) else { return }
        var lending = try ownLending()
        for number in order {
            let step = script.steps[number]
            guard community(of: step) == script.community.code else { continue }
            _ = try lending.take(step, isSetAside: false)
            guard let payout = step.payout,
                let lift = try lifts.first(where: { try OrderID(campaign: payout.campaign, lift: $0) == payout.order }),
                let fault = try lending.pay(payout, for: lift, on: step.day)
            else { continue }
            throw ScenarioFault(file: "scenario.yaml", reason: "\(place(ofStep: number)).payout\(fault)")
        }
    }

    /// Contractors work in the story's own community and nowhere else.
    private func ownLending() throws -> Lending { Lending(works: script.works, site: try site()) }

    /// Nil where nobody works.
    private func site() throws -> Site? {
        guard let works = script.works else { return nil }
        return Site(works: works, lived: days, payments: script.payments, funded: try releasedByPayments())
    }

    /// The days on which buildings reach their threshold; none where amounts are too large to be added up.
    private func releasedByPayments() throws -> [BuildingCode: Day] {
        guard script.payments != nil else { return [:] }
        do {
            return try Recomputation(self).fundedOn
        } catch is ArithmeticOverflow {
            return [:]
        }
    }
}

/// When the contractor of a story works, as far as its files tell.
private struct Site {
    let works: ScenarioScript.Works
    /// The days that are played.
    let lived: [Day]
    /// The campaign that payments release buildings of.
    let payments: CampaignID?
    /// The days on which buildings reach their threshold.
    let funded: [BuildingCode: Day]
    /// Since when money that was lent releases the works on a lift.
    var lent: [CampaignID: [LiftCode: Day]] = [:]
    /// Inspections that works failed, the last one last.
    private var failures: [CampaignID: [LiftCode: [Failure]]] = [:]

    private struct Failure {
        let from: Day
        /// The day on which they passed after all.
        var until: Day?

        /// Whether works wait on the evening of a day: that comes after its steps.
        func holds(on day: Day) -> Bool { from <= day && until.map { day < $0 } ?? true }
    }

    init(works: ScenarioScript.Works, lived: [Day], payments: CampaignID?, funded: [BuildingCode: Day]) {
        self.works = works
        self.lived = lived
        self.payments = payments
        self.funded = funded
    }

    /// The evening on which works begin; nil where nothing releases them.
    func beginning(of lift: LiftCode, _ campaign: CampaignID) -> Day? { evening(works.startAfter, lift, campaign) }

    /// The evening on which the lift is back; nil where nothing releases them, or where they have failed.
    private func returning(of lift: LiftCode, _ campaign: CampaignID) -> Day? {
        evening(max(works.startAfter, works.inspectAfter, works.returnAfter), lift, campaign)
    }

    /// The evening on which they are completed; nil where nothing releases them, or where they have failed.
    func completion(of lift: LiftCode, _ campaign: CampaignID) -> Day? {
        // Each deed of the contractor has its day after the release, and none comes before those that it follows.
        evening(
            max(works.startAfter, works.inspectAfter, works.returnAfter, works.completeAfter), lift, campaign)
    }

    /// What is wrong with an inspection, as it goes on after the step's deed; nil where nothing is.
    mutating func take(_ inspect: ScenarioScript.Inspect, on day: Day) -> String? {
        let (lift, campaign) = (inspect.lift, inspect.campaign)
        var own = failures[campaign]?[lift] ?? []
        let hasFailed = own.last.map { $0.until == nil } ?? false
        switch inspect.result {
        case .passed:
            guard hasFailed else {
                return ".result: the works of \(campaign) on \(lift) pass by themselves where no step lets them fail"
            }
            own[own.count - 1].until = day
        case .failed:
            guard let begun = beginning(of: lift, campaign), begun < day else {
                return ".lift: the works of \(campaign) on \(lift) have not begun on a day before"
            }
            if let returned = returning(of: lift, campaign), returned < day {
                return ".lift: \(lift) is back from the works of \(campaign) since \(returned)"
            }
            if !hasFailed { own.append(Failure(from: day)) }
        }
        failures[campaign, default: [:]][lift] = own
        return nil
    }

    /// Whether payments have released a building before the steps of a day, which a day's payments come after.
    func isFunded(_ building: BuildingCode, _ campaign: CampaignID, before day: Day) -> Bool {
        campaign == payments && funded[building].map { $0 < day } ?? false
    }

    private func evening(_ delay: Int64, _ lift: LiftCode, _ campaign: CampaignID) -> Day? {
        var earliest: [Day] = []
        if let day = lent[campaign]?[lift] { earliest.append(day.advanced(by: delay)) }
        // The contractor sees on the next day what payments release.
        if campaign == payments, let day = funded[lift.building] { earliest.append(day.advanced(by: max(1, delay))) }
        let failed = failures[campaign]?[lift] ?? []
        return earliest.min().flatMap { day in
            lived.first { evening in evening >= day && !failed.contains { $0.holds(on: evening) } }
        }
    }
}

/// What was lent for the works of a community while its story is played, and what became of that.
private struct Lending {
    /// Nil where nobody works.
    let works: ScenarioScript.Works?
    /// Nil where nobody works.
    var site: Site?
    /// In the order in which they are made.
    private var advances: [Entry] = []
    private var repaid: [CampaignID: Set<GivenReference>] = [:]
    private var paidOut: [CampaignID: Set<GivenReference>] = [:]
    /// For the works on each lift, besides what was lent for them.
    private var spent: [CampaignID: [LiftCode: Money]] = [:]

    private struct Entry {
        let advance: ScenarioScript.Advance
        var repaid = Money.zero
        var isReversed = false

        /// A code may be written in any case.
        func isCalled(_ code: AdvanceID) -> Bool {
            advance.reference.description.lowercased() == code.description.lowercased()
        }
    }

    init(works: ScenarioScript.Works?, site: Site?) {
        self.works = works
        self.site = site
    }

    /// - Parameters:
    ///   - step: what is done.
    ///   - isSetAside: whether the decision to collect is for which somebody lends.
    /// - Returns: what is wrong with a step, as it goes on after its place; nil where nothing is.
    /// - Throws: `ArithmeticOverflow`.
    mutating func take(_ step: ScenarioScript.Step, isSetAside: Bool) throws -> String? {
        if let advance = step.advance {
            return lend(advance, on: step.day, isSetAside: isSetAside).map { ".advance\($0)" }
        }
        if let repay = step.repay { return try payBack(repay, on: step.day).map { ".repay\($0)" } }
        if let inspect = step.inspect { return take(inspect, on: step.day).map { ".inspect\($0)" } }
        if let reversal = step.reverseAdvance {
            return try takeBack(reversal, on: step.day).map { ".reverseAdvance\($0)" }
        }
        return nil
    }

    private mutating func take(_ inspect: ScenarioScript.Inspect, on day: Day) -> String? {
        guard site != nil else { return ": nobody works, since the story has no `works`" }
        return site?.take(inspect, on: day)
    }

    private mutating func lend(_ advance: ScenarioScript.Advance, on day: Day, isSetAside: Bool) -> String? {
        if let earlier = advances.first(where: { $0.isCalled(advance.reference) }) {
            // A service takes a reference that comes again for the same advance, and brings back none.
            return earlier.isReversed ? ".reference: \(advance.reference) was taken back before, and stays so" : nil
        }
        let campaign = advance.campaign
        guard !isSetAside else { return ".campaign: the decision to collect for \(campaign) is set aside before" }
        advances.append(Entry(advance: advance))
        for lift in advance.lifts.map(\.lift) {
            // A day's works come after its steps.
            if let completed = completion(of: lift, campaign, before: day) {
                return ".lifts: the works of \(campaign) on \(lift) are completed on \(completed)"
            }
            if site?.lent[campaign]?[lift] == nil { site?.lent[campaign, default: [:]][lift] = day }
        }
        return nil
    }

    /// What is paid back has to be owed for works that are accepted: lent by a step before, and no more than is left.
    private mutating func payBack(_ repay: ScenarioScript.Repay, on day: Day) throws -> String? {
        // A service takes a reference that comes again for the same repayment.
        guard repaid[repay.campaign, default: []].insert(repay.reference).inserted else { return nil }
        guard let index = index(of: repay.advance, in: repay.campaign) else {
            return ".advance: no step before makes an advance \(repay.advance) to \(repay.campaign)"
        }
        guard !advances[index].isReversed else { return ".advance: \(repay.advance) was taken back before" }
        let accepted = advances[index].advance.lifts.filter {
            completion(of: $0.lift, repay.campaign, before: day) != nil
        }
        let taken = try Money.sum(try accepted.map { try self.taken(of: $0, by: index) })
        let left = try taken.subtracting(advances[index].repaid)
        guard repay.amount <= left else {
            return ".amount: at most \(left) yuan of \(repay.advance) are owed for works accepted by then"
        }
        advances[index].repaid = try advances[index].repaid.adding(repay.amount)
        return nil
    }

    /// What is taken back has to be there as it was lent, and no works rest on it (docs/decisions/0070).
    private mutating func takeBack(_ reversal: ScenarioScript.ReverseAdvance, on day: Day) throws -> String? {
        let (campaign, code) = (reversal.campaign, reversal.advance)
        guard let index = index(of: code, in: campaign) else {
            return ".advance: no step before makes an advance \(code) to \(campaign)"
        }
        let entry = advances[index]
        guard !entry.isReversed else { return ".advance: \(code) was taken back before" }
        guard entry.repaid == .zero else { return ".advance: \(entry.repaid) yuan of \(code) were paid back before" }
        var uncovered: [LiftCode] = []
        for part in entry.advance.lifts {
            let lift = part.lift
            let isCovered = isCovered(lift, but: index, on: day)
            if !isCovered { uncovered.append(lift) }
            if !isCovered, let begun = site?.beginning(of: lift, campaign), begun < day {
                return ".advance: the works of \(campaign) on \(lift) begin on \(begun), and rest on it"
            }
            if let completed = completion(of: lift, campaign, before: day) {
                let taken = try taken(of: part, by: index)
                if taken > .zero {
                    return ".advance: the works of \(campaign) on \(lift), completed on \(completed), take \(taken) "
                        + "yuan of it"
                }
            }
        }
        advances[index].isReversed = true
        for lift in uncovered { site?.lent[campaign]?[lift] = nil }
        return nil
    }

    /// Works are paid for once they are accepted, and no more than is left of what they cost.
    ///
    /// - Returns: what is wrong with it, as it goes on after the step's deed; nil where nothing is.
    /// - Throws: `ArithmeticOverflow`.
    mutating func pay(_ payout: ScenarioScript.Payout, for lift: LiftCode, on day: Day) throws -> String? {
        let campaign = payout.campaign
        // A service takes a reference that comes again for the same payout.
        guard paidOut[campaign, default: []].insert(payout.reference).inserted else { return nil }
        // A day's works come after its steps.
        guard completion(of: lift, campaign, before: day) != nil else {
            let later = site?.completion(of: lift, campaign).map { ", but only on \($0)" } ?? ""
            return ".order: the works of \(campaign) on \(lift) are not completed on a day before\(later)"
        }
        let holding = advances.filter { !$0.isReversed && $0.advance.campaign == campaign }
        let paid = try lent(by: holding, for: lift).adding(spent[campaign]?[lift] ?? .zero)
        let left = max(.zero, try cost(of: lift).subtracting(paid))
        guard payout.amount <= left else {
            return ".amount: of what the works of \(campaign) on \(lift) cost at most \(left) yuan are not paid by then"
        }
        spent[campaign, default: [:]][lift] = try (spent[campaign]?[lift] ?? .zero).adding(payout.amount)
        return nil
    }

    private func index(of code: AdvanceID, in campaign: CampaignID) -> Int? {
        advances.firstIndex { $0.isCalled(code) && $0.advance.campaign == campaign }
    }

    /// The evening on which works were completed before the steps of a day; nil where they were not by then.
    private func completion(of lift: LiftCode, _ campaign: CampaignID, before day: Day) -> Day? {
        site?.completion(of: lift, campaign).flatMap { $0 < day ? $0 : nil }
    }

    /// Whether there is other money for the works on a lift than one advance.
    private func isCovered(_ lift: LiftCode, but index: Int, on day: Day) -> Bool {
        let campaign = advances[index].advance.campaign
        if site?.isFunded(lift.building, campaign, before: day) ?? false { return true }
        return advances.enumerated().contains { other, entry in
            other != index && !entry.isReversed && entry.advance.campaign == campaign
                && entry.advance.lifts.contains { $0.lift == lift }
        }
    }

    /// What the works on a lift, once they are accepted, take of an advance's part: earlier ones are taken first.
    private func taken(of part: AdvancedLift, by index: Int) throws -> Money {
        let earlier = advances[..<index].filter {
            !$0.isReversed && $0.advance.campaign == advances[index].advance.campaign
        }
        let left = try cost(of: part.lift).subtracting(try lent(by: earlier, for: part.lift))
        return min(part.amount, max(.zero, left))
    }

    /// Without contractors no works are accepted.
    private func cost(of lift: LiftCode) -> Money { works.map { $0.costs?[lift.description] ?? $0.cost } ?? .zero }

    private func lent(by entries: some Sequence<Entry>, for lift: LiftCode) throws -> Money {
        try Money.sum(entries.flatMap(\.advance.lifts).filter { $0.lift == lift }.map(\.amount))
    }
}
