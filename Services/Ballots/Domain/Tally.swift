import Model

/// The votes of one item, added up by choice.
struct Tally: Sendable, Equatable {
    private var weights: [Choice: Weight] = [:]

    subscript(choice: Choice) -> Weight { weights[choice] ?? .zero }

    mutating func add(_ weight: Weight, to choice: Choice) throws(ArithmeticOverflow) {
        weights[choice] = try self[choice].adding(weight)
    }

    /// Everybody who took part; abstentions did (R-V-02).
    func participation() throws(ArithmeticOverflow) -> Weight {
        try self[.inFavour].adding(self[.against]).adding(self[.abstain])
    }

    /// The outcome under `rules` for an item of `kind`.
    ///
    /// Area and heads must both reach each threshold: of everybody for participation (R-V-01), of those who took part for
    /// approval. Integers are compared, never percentages (R-X-02).
    ///
    /// - Throws: `InvalidValue` for a pack without a threshold for the kind, `ArithmeticOverflow`.
    func result(of electorate: Weight, kind: MatterKind, rules: RulePack) throws -> ItemResult {
        guard let approval = rules.approval[kind] else {
            throw InvalidValue("rule pack", "lacks approval.\(kind.rawValue)")
        }
        let participation = try participation()
        let isQuorate = participation.heads > 0 && rules.participation.isReached(by: participation, of: electorate)
        let isApproved = approval.isReached(by: self[.inFavour], of: participation)
        return ItemResult(
            electorate: electorate, inFavour: self[.inFavour], against: self[.against], abstained: self[.abstain],
            outcome: !isQuorate ? .notQuorate : isApproved ? .passed : .rejected)
    }
}

extension RulePack.Threshold {
    /// Whether both dimensions reach it.
    func isReached(by part: Weight, of whole: Weight) -> Bool {
        ratio.isReached(by: part.area.hundredths, of: whole.area.hundredths, comparison)
            && ratio.isReached(by: part.heads, of: whole.heads, comparison)
    }
}
