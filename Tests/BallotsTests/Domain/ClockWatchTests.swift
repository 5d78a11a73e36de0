import Model
import Testing

@testable import Ballots

@Suite struct ClockWatchTests {
    private let start = ContinuousClock.now

    private func time(_ seconds: Double) -> Timestamp {
        Timestamp(microseconds: 1_700_000_000_000_000 + Int64(seconds * 1_000_000))
    }

    @Test func `clocks that go together are sound for any length of time`() {
        var watch = ClockWatch()
        for second in stride(from: 0.0, through: 300, by: 0.5) {
            let verdict = watch.judge(
                database: time(second + 1), machine: time(second), uptime: start + .seconds(second))
            #expect(verdict == .sound)
        }
    }

    @Test func `two clocks that tell different times are not trusted`() {
        var watch = ClockWatch()

        #expect(watch.judge(database: time(2.1), machine: time(0), uptime: start) == .differs)
        #expect(watch.judge(database: time(2), machine: time(0), uptime: start) == .sound)
    }

    @Test func `a clock that was set is not trusted until a minute later`() {
        var watch = ClockWatch()
        #expect(watch.judge(database: time(0), machine: time(0), uptime: start) == .sound)

        #expect(watch.judge(database: time(3_600), machine: time(3_600), uptime: start + .seconds(1)) == .jumped)
        #expect(watch.judge(database: time(3_659), machine: time(3_659), uptime: start + .seconds(60)) == .jumped)
        #expect(watch.judge(database: time(3_660), machine: time(3_660), uptime: start + .seconds(61)) == .sound)
    }

    @Test func `a clock that was set just before its mark is renewed is not trusted for a minute either`() {
        var watch = ClockWatch()
        #expect(watch.judge(database: time(0), machine: time(0), uptime: start) == .sound)

        let verdicts = stride(from: 59.5, to: 119.5, by: 0.5).map { second in
            let shown = time(second + 3_600)
            return watch.judge(database: shown, machine: shown, uptime: start + .seconds(second))
        }
        #expect(verdicts.allSatisfy { $0 == .jumped })
        #expect(watch.judge(database: time(3_720), machine: time(3_720), uptime: start + .seconds(120)) == .sound)
    }
}
