/// A length of time as the law counts it (R-X-05…10).
package enum Period: Sendable, Equatable, Hashable {
    case days(Int64)
    case workingDays(Int64)
    case months(Int64)
    case years(Int64)
}

extension Period: TextValue {
    /// Written `15d`, `10wd`, `6m`, `5y`; up to 36500 days, 25000 working days, 1200 months or 100 years.
    ///
    /// A day after the year 9999 could be written and not be read again.
    package init(parsing text: String) throws(InvalidValue) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let refusal = InvalidValue("period", "is not a period such as 15d, 10wd, 6m or 5y, of at most a hundred years")
        guard let count = Int64(digits), digits.utf8.count <= 5 else { throw refusal }
        let (period, most): (Period, Int64) =
            switch text.dropFirst(digits.count) {
            case "d": (.days(count), 36_500)
            case "wd": (.workingDays(count), 25_000)
            case "m": (.months(count), 1_200)
            case "y": (.years(count), 100)
            default: throw refusal
            }
        guard count <= most else { throw refusal }
        self = period
    }

    package var description: String {
        switch self {
        case .days(let count): "\(count)d"
        case .workingDays(let count): "\(count)wd"
        case .months(let count): "\(count)m"
        case .years(let count): "\(count)y"
        }
    }
}

extension WorkCalendar {
    /// The last day of a period that something on `day` starts; it ends at 24:00.
    ///
    /// The starting day is not counted (R-X-05). Months and years end on the corresponding day, or on the month's last
    /// where there is none (R-X-06). An end on a free day moves to the next day that is worked (R-X-07); a period of
    /// working days ends on one by itself (R-X-09).
    ///
    /// - Throws: `YearNotLoaded`.
    package func lastDay(of period: Period, after day: Day) throws(YearNotLoaded) -> Day {
        switch period {
        case .days(let count): return try workedDay(from: day.advanced(by: count))
        case .months(let count): return try workedDay(from: day.advanced(byMonths: count))
        case .years(let count): return try workedDay(from: day.advanced(byMonths: count * 12))
        case .workingDays(let count):
            var last = day
            for _ in 0..<count { last = try workedDay(from: last.advanced(by: 1)) }
            return last
        }
    }

    /// The day after a period of so many full days, never moved to a worked one: that would make a notice longer than was asked
    /// for, or let a voting run on (R-X-10).
    ///
    /// - Throws: `YearNotLoaded`.
    package func dayAfter(_ period: Period, from day: Day) throws(YearNotLoaded) -> Day {
        switch period {
        case .days(let count): day.advanced(by: count + 1)
        case .months(let count): day.advanced(byMonths: count).advanced(by: 1)
        case .years(let count): day.advanced(byMonths: count * 12).advanced(by: 1)
        case .workingDays: try lastDay(of: period, after: day).advanced(by: 1)
        }
    }
}

extension Day {
    /// The corresponding day so many months on, or that month's last.
    package func advanced(byMonths months: Int64) -> Day {
        let (year, month, day) = components
        let index = year * 12 + month - 1 + months
        let target = (year: Timestamp.floorDivide(index, 12), month: index - Timestamp.floorDivide(index, 12) * 12 + 1)
        return Day(
            year: target.year, month: target.month, day: min(day, Self.length(ofMonth: target.month, in: target.year)))
    }
}
