import Model

/// Terms of office and what has to be done so long before their end.
extension WorkCalendar {
    /// The corresponding day, worked or not: nothing has to be done on the last day of a term, so that it does not move to
    /// a worked one, and a term may end in a year whose holidays nobody has announced.
    ///
    /// - Throws: `YearNotLoaded` for a term of working days.
    func termEnd(of period: Period, after day: Day) throws(YearNotLoaded) -> Day {
        switch period {
        case .days(let count): day.advanced(by: count)
        case .months(let count): day.advanced(byMonths: count)
        case .years(let count): day.advanced(byMonths: count * 12)
        case .workingDays: try lastDay(of: period, after: day)
        }
    }

    /// The day that lies a period before another one; never moved, because a later one would shorten the period.
    ///
    /// - Throws: `YearNotLoaded` for a period of working days.
    func day(_ period: Period, before day: Day) throws(YearNotLoaded) -> Day {
        switch period {
        case .days(let count): return day.advanced(by: -count)
        case .months(let count): return day.advanced(byMonths: -count)
        case .years(let count): return day.advanced(byMonths: -count * 12)
        case .workingDays(let count):
            var first = day
            for _ in 0..<count {
                repeat { first = first.advanced(by: -1) } while try !isWorked(first)
            }
            return first
        }
    }
}

/// The last day for something, or the year that would have to be announced to know it.
struct Deadline: Codable, Sendable, Equatable {
    let due: Day?
    let yearNotLoaded: Int64?

    init(of period: Period, after day: Day, _ calendar: WorkCalendar) {
        do throws(YearNotLoaded) {
            due = try calendar.lastDay(of: period, after: day)
            yearNotLoaded = nil
        } catch {
            due = nil
            yearNotLoaded = error.year
        }
    }

    /// Whether it has passed on that day.
    func isPast(on day: Day) -> Bool { due.map { $0 < day } ?? false }
}
