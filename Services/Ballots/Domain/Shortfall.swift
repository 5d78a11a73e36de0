import Model

/// Why an item did not pass: the least that was missing, in each of the two dimensions apart.
///
/// Both dimensions have to reach each threshold, so that what is missing in one is missing whatever the other says.
struct Shortfall: Sendable, Equatable {
    /// How much more had to take part.
    let participation: Weight
    /// How much more of those who took part had to be in favour, instead of against or abstaining; nothing where too few
    /// took part, because then there is no decision at all (R-V-01).
    let approval: Weight

    /// Nil for an item that passed, and where no amount at all would have sufficed.
    ///
    /// - Throws: `InvalidValue` for a pack without a threshold for its kinds, `ArithmeticOverflow`.
    init?(_ result: ItemResult, of item: AgendaItem, rules: RulePack) throws {
        let threshold = try rules.approval(of: item)
        let participants = try result.participation()
        switch result.outcome {
        // What is surpassed or void would have needed something else than votes.
        case .passed, .surpassed, .void, .noted: return nil
        case .notQuorate:
            let asked = rules.participation
            guard let missing = asked.missing(from: participants, of: result.electorate) else { return nil }
            // Nobody at all is no quorum, whatever a threshold says.
            let heads = participants.heads == 0 ? max(1, missing.heads) : missing.heads
            participation = Weight(area: missing.area, heads: heads)
            approval = .zero
        case .rejected where item.form == .petition || item.form == .election: return nil
        case .rejected:
            guard let missing = threshold.missing(from: result.inFavour, of: participants) else { return nil }
            participation = .zero
            approval = missing
        }
    }
}

extension RulePack.Threshold {
    /// The least that has to be added to `part` for both dimensions to reach the threshold; nil where the whole is too
    /// little for it.
    func missing(from part: Weight, of whole: Weight) -> Weight? {
        guard
            let area = ratio.missing(from: part.area.hundredths, of: whole.area.hundredths, comparison),
            let heads = ratio.missing(from: part.heads, of: whole.heads, comparison)
        else { return nil }
        return Weight(area: Area(hundredths: area), heads: heads)
    }
}

extension Ratio {
    /// The least that has to be added to `part` for it to reach this ratio of `whole`; both are at least 0.
    ///
    /// - Returns: nil where the whole itself does not reach it.
    func missing(from part: Int64, of whole: Int64, _ comparison: Comparison) -> Int64? {
        guard !isReached(by: part, of: whole, comparison) else { return 0 }
        guard part >= 0, whole >= 0, isReached(by: whole, of: whole, comparison) else { return nil }
        // The product needs 128 bits; the quotient is at most the whole, as the ratio is at most 1.
        let product = whole.magnitude.multipliedFullWidth(by: numerator.magnitude)
        let (quotient, remainder) = denominator.magnitude.dividingFullWidth(product)
        let isEnough = remainder == 0 && comparison == .atLeast
        return Int64(quotient) + (isEnough ? 0 : 1) - part
    }
}
