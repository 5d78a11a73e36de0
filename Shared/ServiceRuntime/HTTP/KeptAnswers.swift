import Synchronization

/// Answers that are kept: for good where what they tell of no longer changes, else for a while.
package final class KeptAnswers<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let limit: Int
    private let answers = Mutex<[Key: Answer]>([:])

    private struct Answer {
        let value: Value
        /// Nil for one that stays right.
        let until: ContinuousClock.Instant?

        func isGood(at now: ContinuousClock.Instant) -> Bool { until.map { now < $0 } ?? true }
    }

    /// - Parameter limit: how many are kept at most.
    package init(limit: Int) { self.limit = limit }

    /// What was kept, unless it is no longer good at `now`.
    package func answer(to key: Key, at now: ContinuousClock.Instant = .now) -> Value? {
        answers.withLock { answers in
            answers[key].flatMap { $0.isGood(at: now) ? $0.value : nil }
        }
    }

    /// Keeps an answer, in the place of the one that there was.
    ///
    /// `duration` is how long the answer is good for; nil for always.
    package func keep(_ value: Value, for key: Key, _ duration: Duration?, at now: ContinuousClock.Instant = .now) {
        answers.withLock { answers in
            if answers.count >= limit { answers = answers.filter { $0.value.isGood(at: now) } }
            // Those that are wanted come again soon enough.
            if answers.count >= limit { answers.removeAll() }
            answers[key] = Answer(value: value, until: duration.map { now + $0 })
        }
    }
}
