/// A moment in microseconds since 1970 UTC; written as RFC 3339 with the district's offset, `2023-07-17T15:00:00+08:00`.
package struct Timestamp: TextValue, Comparable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// RFC 3339 with seconds, an optional fraction and an offset or `Z`.
    package init(parsing text: String) throws(InvalidValue) {
        let refusal = InvalidValue(
            "time", zh: "应为带时区的时间，如 2023-07-17T15:00:00+08:00",
            en: "is not RFC 3339 with an offset, such as 2023-07-17T15:00:00+08:00")
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = Self.number(bytes[11..<13], 0...23), let minute = Self.number(bytes[14..<16], 0...59),
            let second = Self.number(bytes[17..<19], 0...59)
        else { throw refusal }
        let day = try Day(parsing: String(decoding: bytes[0..<10], as: UTF8.self))
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { throw refusal }
            let six = (digits.prefix(6) + Array(repeating: UInt8(ascii: "0"), count: max(0, 6 - digits.count)))
            guard let value = Self.number(six[...], 0...999_999) else { throw refusal }
            fraction = value
            rest = rest.dropFirst(digits.count + 1)
        }
        let offset = try Self.offset(rest, refusal)
        let seconds = day.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second - offset
        microseconds = seconds * 1_000_000 + fraction
        // An offset may move a moment out of the years that four digits write, and nobody could read it back.
        guard (0...9_999).contains(self.day.components.year) else { throw refusal }
    }

    private static func offset(_ bytes: ArraySlice<UInt8>, _ refusal: InvalidValue) throws(InvalidValue) -> Int64 {
        if bytes.elementsEqual("Z".utf8) { return 0 }
        guard bytes.count == 6, let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            bytes[bytes.startIndex + 3] == UInt8(ascii: ":"),
            let hours = number(bytes.dropFirst().prefix(2), 0...23), let minutes = number(bytes.suffix(2), 0...59)
        else { throw refusal }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func number(_ digits: ArraySlice<UInt8>, _ range: ClosedRange<Int64>) -> Int64? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        guard let value = Int64(String(decoding: digits, as: UTF8.self)), range.contains(value) else { return nil }
        return value
    }

    /// The calendar day of this moment in Asia/Shanghai.
    package var day: Day { Day(daysSince1970: Self.floorDivide(seconds + Self.shanghai, 86_400)) }

    /// The last day that has begun before this moment: what ends at a day's 24:00, which is written as 0:00 of the next, ends
    /// on that day (R-X-07).
    package var lastDay: Day { Timestamp(microseconds: microseconds - 1).day }

    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what `description` says.
    package func write(to text: inout [UInt8]) {
        let local = seconds + Self.shanghai
        let inDay = local - Self.floorDivide(local, 86_400) * 86_400
        let fraction = microseconds - seconds * 1_000_000
        day.write(to: &text)
        text.append(UInt8(ascii: "T"))
        Self.write(inDay / 3_600, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.write(inDay / 60 % 60, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.write(inDay % 60, width: 2, to: &text)
        if fraction != 0 {
            text.append(UInt8(ascii: "."))
            Self.write(fraction, width: 6, to: &text)
        }
        WireText.append("+08:00", to: &text)
    }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// All deadlines are in Asia/Shanghai, UTC+8 without daylight saving (R-X-11).
    private static let shanghai: Int64 = 8 * 3_600

    private var seconds: Int64 { Self.floorDivide(microseconds, 1_000_000) }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// Appends the number with at least `width` digits.
    static func write(_ value: Int64, width: Int, to text: inout [UInt8]) {
        guard value >= 0 else { return text.append(contentsOf: padded(value, to: width).utf8) }
        WireText.append(value.magnitude, width: width, to: &text)
    }

    static func padded(_ value: Int64, to width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
