import Testing

@testable import Kafka

struct ConsumerAssignmentTests {
    private let first = TopicPartition(topic: "t", partition: 0)
    private let second = TopicPartition(topic: "t", partition: 1)
    private let foreign = TopicPartition(topic: "t", partition: 9)

    private func records(_ offsets: ClosedRange<Int64>) -> [ConsumedRecord] {
        offsets.map {
            ConsumedRecord(topic: "t", partition: 0, offset: $0, key: [], value: [], headers: [], timestamp: -1)
        }
    }

    private func started(at offset: StartOffset = .beginning) -> ConsumerAssignment {
        var assignment = ConsumerAssignment()
        assignment.add([first, second])
        _ = assignment.start(at: [first: offset])
        return assignment
    }

    @Test func `partitions are read once somebody has said from where`() {
        var assignment = ConsumerAssignment()
        assignment.add([first, second])

        #expect(assignment.reading.isEmpty)
        #expect(assignment.start(at: [second: .offset(5), foreign: .beginning]) == true)
        #expect(assignment.reading == [second: .offset(5)])
        #expect(assignment.start(at: [foreign: .beginning]) == false)
    }

    @Test func `records move the position`() {
        var assignment = started()

        #expect(assignment.accept(records(10...12), of: first).count == 3)
        #expect(assignment.reading == [first: .offset(13)])
    }

    @Test(
        arguments: [(3...5, 0), (3...9, 0), (3...10, 1), (8...14, 5), (10...14, 5), (12...14, 3)]
            as [(ClosedRange<Int64>, Int)])
    func `records before the position are left out`(_ offsets: ClosedRange<Int64>, _ count: Int) {
        var assignment = started(at: .offset(10))

        let accepted = assignment.accept(records(offsets), of: first)

        #expect(accepted.map(\.offset) == offsets.suffix(count))
        #expect(assignment.reading == [first: .offset(count == 0 ? 10 : offsets.upperBound + 1)])
    }

    @Test func `records of a partition that is not read are left out`() {
        var assignment = started()

        #expect(assignment.accept(records(0...1), of: second).isEmpty)
        #expect(assignment.accept(records(0...1), of: foreign).isEmpty)
        #expect(assignment.lose(first) == true)
        #expect(assignment.accept(records(0...1), of: first).isEmpty)
    }

    @Test func `a position is lost once, and found by starting again`() {
        var assignment = started(at: .offset(7))

        #expect(assignment.lose(first) == true)
        #expect(assignment.lose(first) == false)
        #expect(assignment.lose(second) == false)
        #expect(assignment.reading.isEmpty)
        #expect(assignment.loseAll().isEmpty)
        #expect(assignment.start(at: [first: .offset(0)]) == true)
        #expect(assignment.loseAll() == [first])
    }

    @Test func `pauses are of partitions that were begun, and end with the assignment`() {
        var assignment = started()

        assignment.pause([first, second, foreign])
        #expect(assignment.paused == [first])
        assignment.resume([second, first])
        #expect(assignment.paused.isEmpty)
        assignment.pause([first])
        #expect(assignment.removeAll() == [first, second])
        #expect(assignment.paused.isEmpty && assignment.places.isEmpty)
    }
}
