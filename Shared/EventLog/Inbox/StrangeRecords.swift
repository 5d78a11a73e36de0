import Synchronization

/// When to say of records that they are none of our events: of each topic one at once, and then one a minute.
///
/// Whoever may write to a topic would fill the log otherwise. How many there are, the metrics tell.
final class StrangeRecords: Sendable {
    private struct Told {
        var last: ContinuousClock.Instant
        /// How many came since then.
        var others = 0
    }

    private let interval: Duration
    /// By topics, of which there are no more than sources.
    private let told = Mutex<[String: Told]>([:])

    init(every interval: Duration = .seconds(60)) { self.interval = interval }

    /// Takes note of one record of the topic.
    ///
    /// - Returns: how many others came since one was told of, where this one is to be told; nil where it is not.
    func note(_ topic: String, at now: ContinuousClock.Instant = .now) -> Int? {
        told.withLock { told in
            guard let before = told[topic] else {
                told[topic] = Told(last: now)
                return 0
            }
            guard now - before.last >= interval else {
                told[topic]?.others += 1
                return nil
            }
            told[topic] = Told(last: now)
            return before.others
        }
    }
}
