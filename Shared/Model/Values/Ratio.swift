/// A fraction such as 2/3 that is only ever compared by cross-multiplication (R-X-02); a percentage exists on screens.
package struct Ratio: TextValue {
    package let numerator: Int64
    package let denominator: Int64

    /// - Throws: `InvalidValue` unless 0 ≤ numerator ≤ denominator ≤ 1,000,000 and denominator > 0.
    package init(_ numerator: Int64, _ denominator: Int64) throws(InvalidValue) {
        guard denominator > 0, (0...denominator).contains(numerator), denominator <= 1_000_000 else {
            throw InvalidValue(
                "ratio", zh: "应在 0 和 1 之间，分母不超过 1000000",
                en: "must lie between 0 and 1 with a denominator of at most 1000000")
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// `2/3`, or a percentage with up to two decimals: `40%`.
    package init(parsing text: String) throws(InvalidValue) {
        if text.hasSuffix("%") {
            let hundredths = try ScaledDecimal.parse(String(text.dropLast()), places: 2, expected: "ratio")
            try self.init(hundredths, 10_000)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = Int64(parts[0]), let denominator = Int64(parts[1]) else {
            throw InvalidValue("ratio", zh: "应写成 2/3 或 40%", en: "has neither the form 2/3 nor the form 40%")
        }
        try self.init(numerator, denominator)
    }

    package var description: String { "\(numerator)/\(denominator)" }

    /// For people: `50%` or `66.67%` where that is exact, else the fraction: `2/3`.
    package var percentage: String {
        let (hundredths, rest) = (numerator * 10_000).quotientAndRemainder(dividingBy: denominator)
        guard rest == 0 else { return description }
        var text = ScaledDecimal.format(hundredths, places: 2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return "\(text)%"
    }

    /// Whether `part` of `whole` reaches this ratio: `以上` is inclusive, `过半数` strict (R-X-01).
    package func isReached(by part: Int64, of whole: Int64, _ comparison: Comparison) -> Bool {
        let left = part.multipliedFullWidth(by: denominator)
        let right = whole.multipliedFullWidth(by: numerator)
        switch comparison {
        case .atLeast: return (left.high, left.low) >= (right.high, right.low)
        case .moreThan: return (left.high, left.low) > (right.high, right.low)
        }
    }

    package enum Comparison: String, WrittenWord, Sendable {
        case atLeast, moreThan
    }
}
