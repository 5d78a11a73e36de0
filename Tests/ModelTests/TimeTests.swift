import Foundation
import Model
import Testing

@Suite struct TimeTests {
    @Test func `days agree with the Gregorian calendar over eight centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for number in stride(from: Int64(-135_000), through: 150_000, by: 37) {
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            let day = Day(daysSince1970: number)
            #expect(day.components.year == Int64(parts.year ?? 0))
            #expect(day.components.month == Int64(parts.month ?? 0))
            #expect(day.components.day == Int64(parts.day ?? 0))
            #expect(day.weekday == Int64(((parts.weekday ?? 0) + 5) % 7 + 1))
            #expect(try Day(parsing: day.description) == day)
        }
    }

    @Test(arguments: ["2023-02-29", "2023-13-01", "2023-00-10", "2023-1-1", "23-01-01", "2023-04-31", "", "2023-04-3x"])
    func `what is no calendar day is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try Day(parsing: text) }
    }

    @Test(arguments: [
        ("2023-07-17T15:00:00+08:00", "2023-07-17T15:00:00+08:00"),
        ("2023-07-17T07:00:00Z", "2023-07-17T15:00:00+08:00"),
        ("2023-07-16T16:00:00.5Z", "2023-07-17T00:00:00.500000+08:00"),
        ("1969-12-31T23:59:59Z", "1970-01-01T07:59:59+08:00"),
    ])
    func `a moment is shown in the district's time`(text: String, shown: String) throws {
        #expect(try Timestamp(parsing: text).description == shown)
    }

    @Test(arguments: [
        "2023-07-17", "2023-07-17T15:00:00", "2023-07-17T25:00:00Z", "2023-07-17T15:00:00+8:00",
        "2023-07-17T15:00:00.Z",
    ])
    func `what is not RFC 3339 with an offset is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try Timestamp(parsing: text) }
    }

    @Test(arguments: ["0000-01-01T00:00:00+08:01", "9999-12-31T23:59:59+07:59", "9999-12-31T23:59:59-23:59"])
    func `a moment whose day here has no four-digit year is refused, for nobody could read it back`(text: String) {
        #expect(throws: InvalidValue.self) { try Timestamp(parsing: text) }
    }

    @Test(arguments: ["0000-01-01T00:00:00+08:00", "9999-12-31T23:59:59.999999+08:00"])
    func `the first and the last moment are read back`(text: String) throws {
        let time = try Timestamp(parsing: text)
        #expect(try Timestamp(parsing: time.description) == time)
        #expect(try Day(parsing: time.day.description) == time.day)
    }

    @Test(arguments: [
        ("2023-01-31", Int64(1), "2023-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2023-12-15", 2, "2024-02-15"),
    ])
    func `months later is the corresponding day or the month's end`(start: String, months: Int64, end: String) throws {
        #expect(try Day(parsing: start).advanced(byMonths: months) == (try Day(parsing: end)))
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T08:00:00+08:00"), (1, "1970-01-01T08:00:00.000001+08:00"),
        (-1, "1970-01-01T07:59:59.999999+08:00"), (-62_135_625_600_000_000, "0001-01-01T00:00:00+08:00"),
        (253_402_271_999_999_999, "9999-12-31T23:59:59.999999+08:00"),
        (253_402_272_000_000_000, "10000-01-01T00:00:00+08:00"),
    ])
    func `moments of every age are written whole`(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }
}
