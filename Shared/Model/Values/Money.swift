/// An amount of money in fen (R-X-04); written as yuan with two decimals, `1234.50`.
package struct Money: TextValue, Comparable {
    package let fen: Int64

    package init(fen: Int64) { self.fen = fen }

    /// A non-negative amount such as people write; over-precise ones are refused, not rounded.
    package init(parsing text: String) throws(InvalidValue) {
        fen = try ScaledDecimal.parse(text, places: 2, expected: "amount in yuan")
    }

    package static let zero = Money(fen: 0)
    /// The most that one command may name, a hundred billion yuan: sums of very many such amounts stay in range.
    ///
    /// Balances, and what was recorded before, may be more: commands are held to it, not every amount that is read.
    package static let commandLimit = Money(fen: 10_000_000_000_000)

    package var description: String { ScaledDecimal.format(fen, places: 2) }

    package static func < (left: Self, right: Self) -> Bool { left.fen < right.fen }

    package func adding(_ other: Money) throws(ArithmeticOverflow) -> Money {
        let (sum, overflow) = fen.addingReportingOverflow(other.fen)
        guard !overflow else { throw ArithmeticOverflow() }
        return Money(fen: sum)
    }

    package func subtracting(_ other: Money) throws(ArithmeticOverflow) -> Money {
        let (difference, overflow) = fen.subtractingReportingOverflow(other.fen)
        guard !overflow else { throw ArithmeticOverflow() }
        return Money(fen: difference)
    }

    package static func sum(_ amounts: some Sequence<Money>) throws(ArithmeticOverflow) -> Money {
        var total = Money.zero
        for amount in amounts { total = try total.adding(amount) }
        return total
    }

    /// Decoding also takes negative amounts, because balances and differences are sent too.
    ///
    /// - Throws: as ``TextValue/init(from:)``.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let negative = text.hasPrefix("-")
        do {
            let magnitude = try Money(parsing: negative ? String(text.dropFirst()) : text)
            self.init(fen: negative ? -magnitude.fen : magnitude.fen)
        } catch {
            throw DecodingError.invalid(error, in: container)
        }
    }
}

/// The sum of stored amounts, however many and large: what is stored has to be readable.
///
/// Written like money.
package struct MoneyTotal: Encodable, Sendable, Equatable, CustomStringConvertible {
    private let fen: Int128

    package init(_ amounts: some Sequence<Money>) { fen = amounts.reduce(0) { $0 + Int128($1.fen) } }

    package var description: String {
        ScaledDecimal.format(digits: String(fen.magnitude), isNegative: fen < 0, places: 2)
    }

    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Yuan per square metre in ten-thousandths of a yuan, because rates such as 8.005 occur; written as people write it.
package struct UnitPrice: TextValue, Comparable {
    package let tenThousandths: Int64

    package init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// The highest price that one command may name, 10,000 yuan: with it the dues of 200,000 units of a square kilometre
    /// each can still be added.
    package static let commandLimit = UnitPrice(tenThousandths: 100_000_000)

    package init(parsing text: String) throws(InvalidValue) {
        tenThousandths = try ScaledDecimal.parse(text, places: 4, expected: "price in yuan per m²")
    }

    /// At least two decimals, more only where they say something: `17.93`, `8.005`.
    package var description: String {
        var text = ScaledDecimal.format(tenThousandths, places: 4)
        for _ in 0..<2 where text.hasSuffix("0") { text.removeLast() }
        return text
    }

    package static func < (left: Self, right: Self) -> Bool { left.tenThousandths < right.tenThousandths }

    /// The share of one unit: price × area, half-up to the fen (docs/rules.md).
    package func share(of area: Area) throws(ArithmeticOverflow) -> Money {
        let (product, overflow) = tenThousandths.multipliedReportingOverflow(by: area.hundredths)
        let (rounded, carry) = product.addingReportingOverflow(5_000)
        guard !overflow, !carry else { throw ArithmeticOverflow() }
        return Money(fen: Timestamp.floorDivide(rounded, 10_000))
    }
}
