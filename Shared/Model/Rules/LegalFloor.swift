/// What the Civil Code, art. 278, asks at least. Local law may add matters but lower nothing (R-V-06).
extension RulePack {
    /// The first threshold that asks less than the law, such as `approval.raiseFund`; nil where none does.
    package var fieldBelowLaw: String? {
        if !participation.asks(2, of: 3, .atLeast) { return "participation" }
        let weak = MatterKind.allCases.first { kind in
            guard let threshold = approval[kind] else { return false }
            return !(kind.needsThreeQuarters ? threshold.asks(3, of: 4, .atLeast) : threshold.asks(1, of: 2, .moreThan))
        }
        return weak.map { "approval.\($0.rawValue)" }
    }
}

extension RulePack.Threshold {
    /// Whether all that reaches this threshold also reaches `numerator`/`denominator`; both are small.
    fileprivate func asks(_ numerator: Int64, of denominator: Int64, _ least: Ratio.Comparison) -> Bool {
        // A ratio's terms are at most a million, so that the products fit.
        let (mine, law) = (ratio.numerator * denominator, numerator * ratio.denominator)
        return mine > law || (mine == law && (comparison == .moreThan || least == .atLeast))
    }
}
