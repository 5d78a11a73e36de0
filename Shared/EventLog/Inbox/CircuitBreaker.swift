import DequeModule
import Model

/// Tells one bad event from a bad deployment: stops a source's shard where too much of it cannot be applied, instead of
/// parking on (docs/decisions/0018).
struct CircuitBreaker: Sendable {
    struct Limits: Sendable, Equatable {
        /// So many events may fail within a minute.
        var failures: Int
        /// From so many failures on, more than a hundredth of what was handled is too much as well.
        var shareFrom = 5

        /// Ballots and money stop sooner: there the next facts depend on the last ones more than elsewhere.
        static func limits(for source: ServiceName) -> Limits {
            switch source {
            case .ballots, .funds: Limits(failures: 2)
            case .registry, .workorders, .notices: Limits(failures: 20)
            }
        }
    }

    private struct Second: Sendable {
        let start: ContinuousClock.Instant
        var handled: Int
        var failures: Int
    }

    let limits: Limits
    private var seconds: Deque<Second> = []
    private var handled = 0
    private var failures = 0

    init(_ limits: Limits) { self.limits = limits }

    /// Whether one event more may be parked for its own sake, after `failures` others among `handled` events that are
    /// not noted yet.
    ///
    /// What is parked because its subject is blocked does not count.
    func admits(failures more: Int, of handled: Int) -> Bool {
        let failed = failures + more + 1
        guard failed <= limits.failures else { return false }
        return failed < limits.shareFrom || failed * 100 <= self.handled + handled + 1
    }

    mutating func note(handled count: Int, failures failed: Int, at now: ContinuousClock.Instant) {
        forget(before: now - .seconds(60))
        if let last = seconds.last, now - last.start < .seconds(1) {
            seconds[seconds.count - 1].handled += count
            seconds[seconds.count - 1].failures += failed
        } else {
            seconds.append(Second(start: now, handled: count, failures: failed))
        }
        handled += count
        failures += failed
    }

    mutating func forget(before time: ContinuousClock.Instant) {
        while let first = seconds.first, first.start < time {
            handled -= first.handled
            failures -= first.failures
            seconds.removeFirst()
        }
    }
}
