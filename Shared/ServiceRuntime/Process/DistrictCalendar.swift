package import Model
import Synchronization

/// Says which calendar day it is in the district (docs/architecture.md).
///
/// Days are Asia/Shanghai by the clock. In a district that plays a scenario the day is the one that an operator's command
/// set last, and the clock's until then. Cut-offs and ordering never ask here.
package final class DistrictCalendar: Sendable {
    let isScenario: Bool
    private let given = Mutex<Day?>(nil)
    private let source = Mutex<(any DaySource)?>(nil)

    package init(isScenario: Bool) { self.isScenario = isScenario }

    /// The district's day, given the database's time where one is at hand.
    package func day(at now: Timestamp = WallClock.now()) -> Day { given.withLock { $0 } ?? now.day }

    /// Sets the day of a scenario district, when its event arrives or is read at start.
    ///
    /// - Throws: ``NoScenarioDistrict`` in any other district.
    package func set(day: Day) throws(NoScenarioDistrict) {
        guard isScenario else { throw NoScenarioDistrict() }
        // It never goes back, and what was read of it may be set late.
        given.withLock { $0 = max($0 ?? day, day) }
    }

    /// Takes the day that is stored, at once and whenever it is asked to catch up.
    ///
    /// - Throws: ``NoScenarioDistrict`` where one is stored in any other district, and what the source throws.
    package func follow(_ source: some DaySource) async throws {
        self.source.withLock { $0 = source }
        try await catchUp()
    }

    /// The routes of a process that may not have heard of the day: another one on the same database may have been told.
    ///
    /// Hot routes ask for no day and stay as they are.
    package func keepingUp(_ routes: [Route]) -> [Route] {
        isScenario ? routes.map { $0.after(catchUp) } : routes
    }

    @Sendable private func catchUp() async throws {
        if let source = source.withLock(\.self), let day = try await source.day() { try set(day: day) }
    }
}

/// Where a service keeps the day of a scenario district.
package protocol DaySource: Sendable {
    /// The day that was stored last, if there is one.
    ///
    /// - Throws: `PostgresError`
    func day() async throws -> Day?
}

/// Somebody tried to move the day of a district that lives by the clock.
package struct NoScenarioDistrict: ProblemConvertible, Equatable {
    package init() {}

    package var problem: Problem {
        Problem(
            409, "no-scenario-district",
            Phrase(zh: "只有演示用的辖区可以设定日期", en: "Only a district that plays a scenario can be given a day"))
    }
}
