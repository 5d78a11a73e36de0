import Kafka
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import EventLog

/// A topic that is taken away under a running district and comes back as another.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TopicMadeAnewTests {
    @Test(.database, arguments: [8, 20])
    func `a topic that comes back with another number of partitions is told at both ends, and nothing is lost by it`(
        wrong: Int
    ) async throws {
        try await Federation.run { federation in
            try await federation.append(1...3)
            try await federation.untilApplied(3)
            // The relay makes the topic anew as well, and rightly; whoever comes first.
            repeat {
                try await federation.broker.restart()
                try await federation.admin.createTopics([
                    TopicSpecification(name: "tongti.registry", partitions: wrong, replicationFactor: 1)
                ])
            } while try await federation.admin.partitionCount(of: "tongti.registry") != wrong
            let obstacle = "topic tongti.registry has \(wrong) partitions instead of 16"
            while try await federation.producer.positions().obstacle != obstacle { await Task.yield() }
            while try await federation.consumer.positions().obstacle != obstacle { await Task.yield() }
            try await federation.append(4...6)

            try await federation.broker.restart()
            try await federation.append(7...7)
            try await federation.untilApplied(7)
            #expect(try await federation.appliedDays() == Array(1...7))
            #expect(try await federation.producer.positions().obstacle == nil)
            #expect(try await federation.consumer.positions().obstacle == nil)
        }
    }
}
