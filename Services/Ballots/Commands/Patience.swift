import Synchronization

/// Lets what could not be done rest before it is tried again, twice as long after each failure, up to a bound.
///
/// Each process remembers for itself: after a restart everything is tried at once.
final class Patience: Sendable {
    private let first: Duration
    private let longest: Duration
    private let rests = Mutex<[Int64: Rest]>([:])

    /// How often something has failed, and how long it rests now.
    struct Rest: Sendable, Equatable {
        let failures: Int
        let duration: Duration
        fileprivate let end: ContinuousClock.Instant
    }

    init(first: Duration = .seconds(1), longest: Duration = .seconds(300)) {
        self.first = first
        self.longest = longest
    }

    /// Whether it is too soon to try again what is known by a number.
    func isResting(_ number: Int64, at now: ContinuousClock.Instant = .now) -> Bool {
        rests.withLock { rests in rests[number].map { now < $0.end } ?? false }
    }

    /// Counts a failure.
    ///
    /// - Returns: the rest that begins with it.
    func fail(_ number: Int64, at now: ContinuousClock.Instant = .now) -> Rest {
        rests.withLock { rests in
            let before = rests[number]
            let duration = min(before.map { $0.duration * 2 } ?? first, longest)
            let rest = Rest(failures: (before?.failures ?? 0) + 1, duration: duration, end: now + duration)
            rests[number] = rest
            return rest
        }
    }

    /// Forgets what is no longer to be done.
    func keep(_ due: Set<Int64>) {
        rests.withLock { rests in rests = rests.filter { due.contains($0.key) } }
    }
}
