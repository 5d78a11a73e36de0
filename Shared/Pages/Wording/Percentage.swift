/// A part of a whole as a percentage with one decimal, which exists on screens only (R-X-02).
package struct Percentage: Sendable, Hashable, CustomStringConvertible {
    /// Tenths of a percent, rounded half up; `nil` where the whole is nothing.
    package let tenths: Int64?

    /// What is not complete never reads as 100.0.
    ///
    /// A negative `part` counts as nothing, one beyond the whole as all of it.
    package init(_ part: Int64, of whole: Int64) {
        if whole <= 0 {
            tenths = nil
        } else if part >= whole {
            tenths = 1_000
        } else {
            tenths = min(999, Self.scale(max(0, part), by: 1_000, of: whole))
        }
    }

    /// `88.3`, or `–` where there is nothing to take a part of.
    package var description: String {
        guard let tenths else { return "–" }
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// `part` × `factor` ÷ `whole`, half up, for 0 ≤ part < whole; the product may need 128 bits.
    package static func scale(_ part: Int64, by factor: Int64, of whole: Int64) -> Int64 {
        let product = UInt64(part).multipliedFullWidth(by: UInt64(factor))
        let (quotient, remainder) = UInt64(whole).dividingFullWidth(product)
        return Int64(quotient) + (remainder >= UInt64(whole) - remainder ? 1 : 0)
    }
}
