import TestSupport
import Testing

@testable import Model

@Suite struct WorkCalendarTests {
    private let calendar: WorkCalendar

    init() throws { calendar = try WorkCalendar.announced() }

    @Test(arguments: [
        // R-X-05: the starting day is not counted; a Sunday's end moves to Monday (R-X-07).
        ("2023-07-03", "15d", "2023-07-18"), ("2023-07-01", "15d", "2023-07-17"), ("2023-07-03", "0d", "2023-07-03"),
        // R-X-07: the end falls on a holiday of eight days, and the day after them is a Saturday that is worked.
        ("2023-09-22", "7d", "2023-10-07"),
        // A Saturday that is worked is no free day.
        ("2024-05-10", "1d", "2024-05-11"),
        // R-X-06: the corresponding day, or the month's last.
        ("2023-01-31", "1m", "2023-02-28"), ("2023-08-31", "6m", "2024-02-29"), ("2022-12-15", "2m", "2023-02-15"),
        ("2024-02-29", "1y", "2025-02-28"), ("2021-06-30", "3y", "2024-07-01"),
        // R-X-09: working days, across a holiday with two days worked instead.
        ("2023-09-22", "10wd", "2023-10-12"), ("2024-02-08", "5wd", "2024-02-21"), ("2025-01-24", "1wd", "2025-01-26"),
        // The first week of 2026: a Sunday is worked.
        ("2025-12-31", "1wd", "2026-01-04"),
    ])
    func `a period ends where the law lets it end`(start: String, period: String, end: String) throws {
        let last = try calendar.lastDay(of: Period(parsing: period), after: Day(parsing: start))
        #expect(last.description == end)
    }

    @Test func `fifteen days before a meeting are fifteen full days between`() throws {
        // R-X-10
        #expect(try calendar.dayAfter(.days(15), from: Day(parsing: "2023-03-01")).description == "2023-03-17")
        // The last of them is a Saturday, and stays the last.
        #expect(try calendar.dayAfter(.days(15), from: Day(parsing: "2023-03-03")).description == "2023-03-19")
    }

    @Test(arguments: [("2026-12-28", "10d", Int64(2027)), ("2026-12-31", "1wd", 2027), ("2020-12-30", "1d", 2020)])
    func `a year that is not loaded is named`(start: String, period: String, year: Int64) throws {
        #expect(throws: YearNotLoaded(year: year)) {
            try calendar.lastDay(of: Period(parsing: period), after: Day(parsing: start))
        }
    }

    @Test func `every period ends on a worked day, and as many worked days lie in it as it has`() throws {
        var random = SeededGenerator()
        let first = try Day(parsing: "2021-01-01")
        for _ in 0..<500 {
            let start = first.advanced(by: .random(in: 0..<1_900, using: &random))
            let count = Int64.random(in: 0...60, using: &random)
            let last = try calendar.lastDay(of: .workingDays(count), after: start)
            var worked: Int64 = 0
            for offset in 0..<(last.daysSince1970 - start.daysSince1970)
            where try calendar.isWorked(start.advanced(by: offset + 1)) { worked += 1 }
            #expect(worked == count, "seed \(random.seed): \(start), \(count)")

            let rolled = try calendar.lastDay(of: .days(count), after: start)
            #expect(try calendar.isWorked(rolled), "seed \(random.seed): \(start), \(count)")
            for offset in count..<(rolled.daysSince1970 - start.daysSince1970) {
                #expect(try !calendar.isWorked(start.advanced(by: offset)), "seed \(random.seed): \(start), \(count)")
            }
        }
    }

    @Test func `each announced year has its seven feasts, and says where it is from`() {
        #expect(calendar.years.map(\.year) == Array(2021...2026))
        for year in calendar.years {
            let names = year.holidays.map(\.name).joined()
            for feast in ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"] {
                #expect(names.contains(feast), "\(feast) of \(year.year)")
            }
            #expect(year.source.contains("国办发明电"))
        }
    }

    @Test(arguments: [
        (["2022-01-01", "2022-01-03"], "2022-01-05", "no free weekend day"),
        (["2022-01-01", "2022-01-03"], "2022-01-02", "no free weekend day"),
        (["2022-01-03", "2022-01-01"], "2022-01-08", "a holiday from 2022-01-03 to 2022-01-01"),
        (["2021-12-31", "2022-01-03"], "2022-01-08", "a holiday from 2021-12-31"),
    ])
    func `a year that contradicts itself is refused`(holiday: [String], workday: String, reason: String) throws {
        let year = WorkCalendar.Year(
            year: 2022, source: "test", grade: .design,
            holidays: [.init(name: "x", from: try Day(parsing: holiday[0]), to: try Day(parsing: holiday[1]))],
            workdays: [try Day(parsing: workday)])
        let refusal = try #require(throws: InvalidValue.self) { try WorkCalendar(years: [year]) }
        #expect(refusal.description.contains(reason))
    }

    @Test(arguments: [
        "", "15", "d", "-1d", "1.5d", "15 d", "36501d", "36501wd", "1201m", "101y", "999999d", "１d", "3w",
    ])
    func `what is no period is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try Period(parsing: text) }
    }

    /// A body's term of 9,000 years ended on a day that the registry told and nobody could read.
    @Test(arguments: ["36500d", "1200m", "100y"])
    func `the day after the longest period can be written and read`(text: String) throws {
        let first = try Day(parsing: "2026-11-30")
        let day = try WorkCalendar.announced().dayAfter(try Period(parsing: text), from: first)
        #expect(try Day(parsing: day.description) == day)
        #expect(try Period(parsing: text).description == text)
    }
}
