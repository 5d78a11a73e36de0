import Testing

@testable import EventLog
@testable import Kafka

/// Which of a consumer's problems are told as errors.
struct ConsumerProblemsTests {
    private let right = KafkaError(
        code: .init(rawValue: 29), name: "TOPIC_AUTHORIZATION_FAILED", reason: "no right to read")

    @Test func `what somebody has to mend is told once while it lasts, and again when it comes back`() {
        var problems = ConsumerProblems()
        let start = ContinuousClock.now
        let whileItLasts = (0..<100).map { problems.note(right, at: start + .seconds($0 * 60)) }
        #expect(whileItLasts == [true] + Array(repeating: false, count: 99))
        let later = problems.note(right, at: start + .seconds(99 * 60) + ConsumerProblems.silence)
        #expect(later)
    }

    @Test func `what passes by itself is told by nobody`() {
        var problems = ConsumerProblems()
        let away = KafkaError(code: .transport, name: "_TRANSPORT", reason: "connection refused")
        let isNews = problems.note(away, at: .now)
        #expect(!isNews && problems.obstacle == nil)
    }

    @Test func `a topic with a wrong number of partitions stands in the way until partitions are given`() {
        var problems = ConsumerProblems()
        let isNews = problems.note(.miscounted("tongti.funds", 3, instead: 16), at: .now)
        #expect(isNews && problems.obstacle == "topic tongti.funds has 3 partitions instead of 16")
        problems.clear()
        #expect(problems.obstacle == nil)
    }
}
