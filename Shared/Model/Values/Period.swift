/// The counting of periods by articles 200 to 203 of the Civil Code (R-X-05…07, R-X-10).
package enum Period {
    /// The last day of a period of `count` days that starts at `start`: the starting day is not counted (R-X-05).
    package static func lastDay(of count: Int64, from start: Day) -> Day { start.advanced(by: count) }

    /// The corresponding day `count` months later, or the month's end where there is none (R-X-06).
    package static func lastDay(ofMonths count: Int64, from start: Day) throws(InvalidValue) -> Day {
        let (year, month, day) = start.components
        let (months, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
        let newYear = Timestamp.floorDivide(months, 12)
        guard !overflow, (1...9_999).contains(newYear) else {
            throw InvalidValue("period", zh: "终点超出公元 1 至 9999 年", en: "ends outside the years 1 to 9999")
        }
        let newMonth = months - newYear * 12 + 1
        let last = min(day, Day.length(ofMonth: newMonth, in: newYear))
        return try Day(
            parsing: [
                Timestamp.padded(newYear, to: 4), Timestamp.padded(newMonth, to: 2), Timestamp.padded(last, to: 2),
            ].joined(separator: "-"))
    }

    /// The first day on which something may happen that needs `count` clear days after `notice` (R-X-10): fifteen days
    /// before the meeting means that fifteen full days lie between.
    package static func earliest(after notice: Day, clearDays count: Int64) -> Day { notice.advanced(by: count + 1) }

    /// The moment a period ends, 24:00 of its last day, moved past days on which it cannot end (R-X-07).
    ///
    /// `isHoliday` says whether the period cannot end on a day; it must be false within a year.
    package static func end(_ last: Day, isHoliday: (Day) -> Bool) -> Timestamp {
        var day = last
        for _ in 0..<366 where isHoliday(day) { day = day.advanced(by: 1) }
        return day.advanced(by: 1).start
    }
}
