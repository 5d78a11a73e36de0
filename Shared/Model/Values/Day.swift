/// A calendar day of the district (Asia/Shanghai, R-X-11), written `2023-07-17`.
package struct Day: TextValue, Comparable {
    package let daysSince1970: Int64

    package init(daysSince1970: Int64) { self.daysSince1970 = daysSince1970 }

    package init(parsing text: String) throws(InvalidValue) {
        let refusal = InvalidValue(
            "day", zh: "应为日期，如 2023-07-17", en: "is not a calendar day such as 2023-07-17")
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, in: year)
        else { throw refusal }
        self.init(year: year, month: month, day: day)
    }

    /// Days from the civil date, after Hinnant's `days_from_civil`; the arguments form a real date.
    init(year: Int64, month: Int64, day: Int64) {
        let shifted = month <= 2 ? year - 1 : year
        let era = Timestamp.floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month 1…12 and day 1…31, after Hinnant's `civil_from_days`.
    package var components: (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = Timestamp.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    package var description: String {
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func write(to text: inout [UInt8]) {
        let (year, month, day) = components
        Timestamp.write(year, width: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        Timestamp.write(month, width: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        Timestamp.write(day, width: 2, to: &text)
    }

    package static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }

    package func advanced(by days: Int64) -> Day { Day(daysSince1970: daysSince1970 + days) }

    /// 1 Monday … 7 Sunday (ISO 8601).
    package var weekday: Int64 { daysSince1970 + 3 - Timestamp.floorDivide(daysSince1970 + 3, 7) * 7 + 1 }

    /// The first moment of the day in Asia/Shanghai.
    package var start: Timestamp { Timestamp(microseconds: (daysSince1970 * 86_400 - 8 * 3_600) * 1_000_000) }

    static func length(ofMonth month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
