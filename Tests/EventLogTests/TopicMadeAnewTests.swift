import Kafka
import LocalDistrict
import Model
import Postgres
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
            try await waitWhile { try await federation.producer.positions().obstacle != obstacle }
            try await waitWhile { try await federation.consumer.positions().obstacle != obstacle }
            try await federation.append(4...6)

            try await federation.broker.restart()
            try await federation.append(7...7)
            try await federation.untilApplied(7)
            #expect(try await federation.appliedDays() == Array(1...7))
            #expect(try await federation.producer.positions().obstacle == nil)
            #expect(try await federation.consumer.positions().obstacle == nil)
        }
    }

    @Test(.database)
    func `a shard is sent again to a cluster that did not acknowledge it, though whoever sends another one knows it`()
        async throws
    {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...5)
                // What was under way when the old cluster was lost, this one has taken.
                try await federation.sendEverything()
                let shard = Shard(of: federation.community)
                let another = try #require(Shard.all.first { $0 != shard })
                let cluster = try await federation.admin.clusterID()
                try await federation.producerPool.withConnection { connection in
                    _ = try await connection.execute(
                        """
                        INSERT INTO relay_cursor (shard, pos, cluster_id, kafka_offset)
                        VALUES (\(another), 0, \(cluster), NULL), (\(shard), 5, 'gone', 3)
                        """)
                }
                // Before there is a consumer that would ask for what it misses.
                let sender = federation.makeProducer(
                    try await Federation.log(of: .registry, in: federation.producerPool))
                try await whileRunning([sender]) {
                    try await waitWhile { try await federation.end() < 10 }
                    var known: [String?] = []
                    while known != [cluster] {
                        known = try await federation.producerPool.withConnection { connection in
                            try await connection.query("SELECT DISTINCT cluster_id FROM relay_cursor", as: String?.self)
                        }
                    }
                }
            },
            { federation in
                try await federation.untilApplied(5)
                #expect(try await federation.appliedDays() == Array(1...5))
            })
    }
}
