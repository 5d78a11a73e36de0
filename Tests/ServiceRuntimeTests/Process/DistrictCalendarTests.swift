import Model
import Testing

@testable import ServiceRuntime

struct DistrictCalendarTests {
    @Test func `the day changes at midnight in Shanghai`() throws {
        let calendar = DistrictCalendar(isScenario: false)
        let before = try Timestamp(parsing: "2023-07-17T15:59:59Z")
        #expect(calendar.day(at: before).description == "2023-07-17")
        #expect(calendar.day(at: Timestamp(microseconds: before.microseconds + 1_000_000)).description == "2023-07-18")
    }

    @Test func `a scenario district has the day it was given`() throws {
        let calendar = DistrictCalendar(isScenario: true)
        let day = try Day(parsing: "2019-03-01")
        try calendar.set(day: day)
        #expect(calendar.day() == day)
    }

    @Test func `any other district refuses a day`() throws {
        let day = try Day(parsing: "2019-03-01")
        #expect(throws: NoScenarioDistrict()) { try DistrictCalendar(isScenario: false).set(day: day) }
        #expect(NoScenarioDistrict().problem.status == 409)
    }

    @Test func `a scenario's day never goes back`() throws {
        let calendar = DistrictCalendar(isScenario: true)
        try calendar.set(day: try Day(parsing: "2019-03-02"))
        try calendar.set(day: try Day(parsing: "2019-03-01"))
        #expect(calendar.day().description == "2019-03-02")
    }
}
