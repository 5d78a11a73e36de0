import LocalDistrict
import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Two processes of each service at its database, as while one takes the place of another.
@Suite(.serialized, .timeLimit(.minutes(1))) struct TwinTests {
    @Test(.database) func `two processes write and apply at once, each fact once and in the order of their commits`()
        async throws
    {
        try await Federation.run { federation in
            try await Twin.run(beside: federation) { twin in
                try await federation.appendFromBoth(1...300, twin)
                try await federation.untilApplied(300)
                try await federation.broker.kill9()
                try await federation.appendFromBoth(301...600, twin)
                try await federation.broker.restart()
                try await federation.untilApplied(600)
            }
            // One goes on alone.
            try await federation.append(601...650)
            try await federation.untilApplied(650)

            let applied = try await federation.appliedDays()
            #expect(applied.sorted() == Array(1...650))
            #expect(applied == (try await federation.recordedDays()))
        }
    }

    @Test(.database) func `whoever sends loses the lock again and again, and nothing is lost or applied twice`()
        async throws
    {
        try await Federation.run { federation in
            try await Twin.run(beside: federation) { twin in
                for round in 0..<8 as Range<Int64> {
                    try await federation.appendFromBoth(round * 50 + 1...round * 50 + 50, twin)
                    try await federation.endLead()
                }
                try await federation.untilApplied(400)
            }
            let applied = try await federation.appliedDays()
            #expect(applied.sorted() == Array(1...400))
            #expect(applied == (try await federation.recordedDays()))
        }
    }

    @Test(.database) func `what has stopped in both processes goes on in both, whichever of them is told`()
        async throws
    {
        try await Federation.run { federation in
            try await Twin.run(beside: federation) { twin in
                let stopped = ["registry/\(Shard(of: federation.community))"]
                try await federation.consumerPool.withConnection { connection in
                    _ = try await connection.execute(
                        "ALTER TABLE inbox_log ADD CONSTRAINT nothing CHECK (first_pos > 1)")
                }
                try await federation.append(1...1)
                try await waitWhile { try await federation.consumer.positions().stopped != stopped }
                try await waitWhile { try await twin.consumer.positions().stopped != stopped }

                try await federation.consumerPool.withConnection { connection in
                    _ = try await connection.execute("ALTER TABLE inbox_log DROP CONSTRAINT nothing")
                }
                #expect(try await twin.consumer.parking.retry(.registry, federation.community, "day", by: "test") == 0)
                try await waitWhile { try await !federation.consumer.positions().stopped.isEmpty }
                try await waitWhile { try await !twin.consumer.positions().stopped.isEmpty }
                try await federation.untilApplied(1)
            }
            #expect(try await federation.appliedDays() == [1])
        }
    }

    @Test(.database, arguments: [AppliedEvent(position: 9), AppliedEvent(position: 5, chain: EventChain.start)])
    func `what a consumer tells one process of a history that is lost, the other one hears too`(
        unknown: AppliedEvent
    ) async throws {
        try await Federation.run { federation in
            try await Twin.run(beside: federation) { twin in
                try await federation.append(1...5)
                try await federation.untilApplied(5)
                let shard = Shard(of: federation.community)
                _ = try await twin.producer.confirm(.notices, [shard: unknown])
                await #expect(throws: EventLogError.historyLost) { try await federation.append(6...6, to: twin.log) }
                try await waitWhile { federation.log.writers[shard]?.isOpen == true }
                await #expect(throws: EventLogError.historyLost) { try await federation.append(6...6) }
                #expect(try await federation.producer.positions().obstacle != nil)
            }
        }
    }

    @Test(.database) func `a process that sends nothing knows how far the other one has sent`() async throws {
        try await Federation.run { federation in
            try await federation.append(1...3)
            try await federation.untilApplied(3)
            let shard = Shard(of: federation.community)
            let idle = try await Twin(beside: federation).producer
            let confirmed = [shard: AppliedEvent(position: 1)]
            try await waitWhile { try await idle.confirm(.notices, confirmed)[shard] != 3 }
            #expect(try await idle.positions().sent == ["\(shard)": 3])
        }
    }

    @Test(.database) func `a process that breaks off leaves its shards to the other`() async throws {
        try await Federation.run { federation in
            let twin = try await Twin(beside: federation)
            try await withThrowingTaskGroup { group in
                group.addTask { try await twin.producer.run() }
                group.addTask { try await twin.consumer.run() }
                try await federation.appendFromBoth(1...100, twin)
                group.cancelAll()
            }
            try await federation.append(101...200)
            try await federation.untilApplied(200)
            #expect(try await federation.appliedDays().sorted() == Array(1...200))
        }
    }
}

/// A second process of the registry and one of funds.
private struct Twin {
    let log: EventLog
    let producer: EventLogService
    let consumer: EventLogService

    init(beside federation: Federation) async throws {
        log = try await Federation.log(of: .registry, in: federation.producerPool)
        producer = federation.makeProducer(log)
        consumer = federation.makeConsumer(try await Federation.log(of: .funds, in: federation.consumerPool))
    }

    /// Runs them while `body` does, and ends them in order.
    static func run(beside federation: Federation, _ body: (Twin) async throws -> Void) async throws {
        let twin = try await Twin(beside: federation)
        try await whileRunning([twin.producer, twin.consumer]) { try await body(twin) }
    }
}

extension Federation {
    /// Appends the first half of `days` here and the other half there, at the same time.
    fileprivate func appendFromBoth(_ days: ClosedRange<Int64>, _ twin: Twin) async throws {
        let middle = (days.lowerBound + days.upperBound) / 2
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.append(days.lowerBound...middle) }
            group.addTask { [log = twin.log] in try await self.append(middle + 1...days.upperBound, to: log) }
            try await group.waitForAll()
        }
    }

    /// The days in the order in which their facts are recorded.
    fileprivate func recordedDays() async throws -> [Int64] {
        try await WriteTests.events(of: community, in: producerPool).map {
            try DayStarted(payload: $0.payload).day.daysSince1970
        }
    }

    /// Breaks the connection that holds the locks of the one who sends, as soon as somebody does.
    func endLead() async throws {
        try await producerPool.withConnection { connection in
            var ended: [Bool] = []
            while ended.isEmpty {
                ended = try await connection.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM (
                        SELECT DISTINCT pid FROM pg_locks
                        WHERE locktype = 'advisory' AND classid::bigint = \(Int64(RelayStore.lockNamespace)) AND granted
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    ) AS leader
                    """, as: Bool.self)
            }
        }
    }
}
