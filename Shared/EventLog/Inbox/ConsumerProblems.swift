import Kafka

/// What was said of a consumer's problems, and what stands in its way.
struct ConsumerProblems {
    /// A problem that was not heard of for so long had passed, and is news when it comes again.
    static let silence = Duration.seconds(600)

    /// A topic is not what it should be, and nothing of it is read.
    private(set) var obstacle: String?
    private var heard: [String: ContinuousClock.Instant] = [:]

    /// Takes note of a problem.
    ///
    /// - Returns: whether it is one that stays until somebody does something, and was not told before.
    mutating func note(_ problem: KafkaError, at now: ContinuousClock.Instant) -> Bool {
        guard problem.isOfConfiguration else { return false }
        if problem.code == .invalidPartitions { obstacle = "topic \(problem.reason)" }
        heard = heard.filter { now - $0.value < Self.silence }
        return heard.updateValue(now, forKey: problem.description) == nil
    }

    /// Partitions were given: their topics are what they should be.
    mutating func clear() { obstacle = nil }
}
