package import Model
import Synchronization

/// Says which calendar day it is in the district (design §7).
///
/// Days are Asia/Shanghai by the clock. In a district that plays a scenario the day is the one that an operator's command
/// set last, and the clock's until then. Cut-offs and ordering never ask here.
package final class DistrictCalendar: Sendable {
    private let isScenario: Bool
    private let given = Mutex<Day?>(nil)

    package init(isScenario: Bool) { self.isScenario = isScenario }

    /// The district's day, given the database's time where one is at hand.
    package func day(at now: Timestamp = WallClock.now()) -> Day { given.withLock { $0 } ?? now.day }

    /// Sets the day of a scenario district, when its event arrives or is read at start.
    ///
    /// - Throws: ``NoScenarioDistrict`` in any other district.
    package func set(day: Day) throws(NoScenarioDistrict) {
        guard isScenario else { throw NoScenarioDistrict() }
        given.withLock { $0 = day }
    }
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
