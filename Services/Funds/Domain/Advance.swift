import Model

/// Money that somebody lent a campaign by paying for works on certain lifts; a debt, not income (R-F-31).
struct Advance: Referenced, Codable {
    let id: AdvanceID
    let campaign: CampaignID
    let lender: AdvanceMade.Lender
    let amount: Money
    let agreedOn: Day
    let lifts: [AdvancedLift]
    /// The day on which it was taken back; nil where it holds.
    var reversedOn: Day?

    /// What an advance is judged against.
    struct Circumstances: Sendable, Equatable {
        /// The buildings that pay to the campaign: works are planned there and nowhere else.
        let buildings: Set<BuildingCode>
        let lifts: Set<LiftCode>
        /// Lifts whose works of this campaign are accepted.
        let completed: Set<LiftCode>
        /// What the reference names already.
        let earlier: Advance?
        let today: Day
    }

    enum Outcome: Sendable, Equatable {
        case made(AdvanceMade, Posting)
        /// The same under its reference, whose letters may have been written in another case.
        case repeated(Advance)
    }

    func decide(_ circumstances: Circumstances) throws(FundsRefusal) -> Outcome {
        if let earlier = circumstances.earlier, try repeats(earlier) { return .repeated(earlier) }
        try amount.check("amount")
        guard agreedOn <= circumstances.today else { throw .dayAhead(field: "agreedOn", today: circumstances.today) }
        guard !lifts.isEmpty else { throw .noParts }
        var seen: Set<LiftCode> = []
        for (index, part) in lifts.enumerated() {
            try part.amount.check("lifts[\(index)].amount")
            guard seen.insert(part.lift).inserted else { throw .liftRepeated(part: index, part.lift) }
            guard circumstances.lifts.contains(part.lift) else { throw .liftUnknown(part: index, part.lift) }
            guard circumstances.buildings.contains(part.lift.building) else {
                throw .liftElsewhere(part: index, part.lift)
            }
            guard !circumstances.completed.contains(part.lift) else { throw .worksCompleted(part: index, part.lift) }
        }
        let parts = try Money.sum(lifts.lazy.map(\.amount), for: "lifts")
        guard parts == amount else { throw .partsDifferFromAmount(parts: parts) }
        do { return .made(made, try .advance(id, lifts)) } catch { throw .tooLarge(field: "amount") }
    }

    private var made: AdvanceMade {
        AdvanceMade(
            campaign: campaign, advance: id, lender: lender, amount: amount, agreedOn: agreedOn, lifts: lifts)
    }

    func differences(from other: Advance) -> [String] {
        var fields: [String] = []
        if campaign != other.campaign { fields.append("campaign") }
        if lender != other.lender { fields.append("lender") }
        if amount != other.amount { fields.append("amount") }
        if agreedOn != other.agreedOn { fields.append("agreedOn") }
        let order: (AdvancedLift, AdvancedLift) -> Bool = { $0.lift < $1.lift }
        if lifts.sorted(by: order) != other.lifts.sorted(by: order) { fields.append("lifts") }
        return fields
    }
}
