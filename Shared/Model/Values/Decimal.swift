/// Reading and writing of exact decimal numbers kept as scaled integers; no floating point anywhere (R-X-03, R-X-04).
package enum ScaledDecimal {
    /// `text` as an integer of 10^-`places`; plain digits with at most `places` decimals, no sign, no grouping.
    ///
    /// - Throws: `InvalidValue` named for `expected`: malformed, negative, over-precise or too large.
    package static func parse(_ text: String, places: Int, expected: String) throws(InvalidValue) -> Int64 {
        guard text.utf8.first != UInt8(ascii: "-") else { throw InvalidValue(expected, zh: "不能是负数", en: "is negative") }
        var value: Int64 = 0
        var decimals: Int?
        var digits = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), decimals == nil, digits > 0 {
                decimals = 0
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw malformed(expected)
            }
            digits += 1
            if let seen = decimals {
                guard seen < places else {
                    throw InvalidValue(expected, zh: "最多 \(places) 位小数", en: "has more than \(places) decimals")
                }
                decimals = seen + 1
            }
            value = try shift(value, adding: Int64(byte - UInt8(ascii: "0")), expected)
        }
        guard digits > 0, decimals != 0 else {
            throw malformed(expected)
        }
        for _ in (decimals ?? 0)..<places { value = try shift(value, adding: 0, expected) }
        return value
    }

    private static func malformed(_ expected: String) -> InvalidValue {
        InvalidValue(
            expected, zh: "应为普通小数，如 1234.50", en: "is not a plain decimal number such as 1234.50")
    }

    private static func shift(_ value: Int64, adding digit: Int64, _ expected: String) throws(InvalidValue) -> Int64 {
        let (tens, over) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        guard !over, !carry else { throw InvalidValue(expected, zh: "数值太大", en: "is too large") }
        return sum
    }

    /// `value` with exactly `places` decimals, a minus sign where it is negative.
    package static func format(_ value: Int64, places: Int) -> String {
        format(digits: String(value.magnitude), isNegative: value < 0, places: places)
    }

    static func format(digits: String, isNegative: Bool, places: Int) -> String {
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let split = padded.index(padded.endIndex, offsetBy: -places)
        return (isNegative ? "-" : "") + padded[..<split] + (places > 0 ? "." + padded[split...] : "")
    }
}

/// Arithmetic on outside numbers went out of range; in Swift an unchecked one would end the process.
package struct ArithmeticOverflow: Error, Equatable, CustomStringConvertible {
    package init() {}
    package var description: String { "the amounts are too large to be added or multiplied" }
}
