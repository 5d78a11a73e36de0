import Synchronization

/// When to say again what goes on for long: at once, and then only now and then.
package final class Reminder: Sendable {
    private static let interval = Duration.seconds(60)
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    package init() {}

    /// Whether it is to be said now; whoever asks says it then.
    package func isDue(at now: ContinuousClock.Instant = .now) -> Bool {
        last.withLock { last in
            if let before = last, now - before < Self.interval { return false }
            last = now
            return true
        }
    }
}
