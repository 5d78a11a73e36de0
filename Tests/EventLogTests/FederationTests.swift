import Kafka
import LocalDistrict
import Logging
import Model
import Postgres
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// Two services with a database each and a real broker between them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct FederationTests {
    @Test(.database) func `every fact is applied once and in order, though the broker is killed and comes back empty`()
        async throws
    {
        try await Federation.run { federation in
            try await federation.append(1...300)
            try await federation.untilApplied(300)
            try await federation.broker.kill9()
            try await federation.append(301...600)
            try await federation.broker.restart()
            try await federation.append(601...900)
            try await federation.untilApplied(900)

            #expect(try await federation.appliedDays() == Array(1...900))
        }
    }

    @Test(.database) func `a hole in what was sent is asked for and filled`() async throws {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...5)
                try await federation.producerPool.withConnection { connection in
                    _ = try await connection.execute(
                        "INSERT INTO relay_cursor (shard, pos) VALUES (\(Shard(of: federation.community)), 3)")
                }
            },
            { federation in
                try await federation.untilApplied(5)
                #expect(try await federation.appliedDays() == Array(1...5))
            })
    }

    @Test(.database) func `an event that cannot be applied waits with its subject, others go on, and retry applies it`()
        async throws
    {
        try await Federation.run { federation in
            federation.refused.set([2])
            try await federation.append(1...3)
            try await federation.appendRemoval()
            try await federation.untilApplied(4)

            // DayStarted events are of one subject: 2 is refused and 3 waits behind it; the removal is of another subject.
            let parked = try await federation.consumer.parking.list()
            #expect(parked.map(\.position) == [2, 3])
            let first = try ParkedPlace(parsing: "registry/\(Shard(of: federation.community))/2")
            #expect(try await federation.consumer.parking.list(limit: 1).map(\.position) == [2])
            #expect(try await federation.consumer.parking.list(after: first).map(\.position) == [3])
            #expect(try await federation.appliedDays() == [1])
            #expect(federation.removals.value == 1)

            await #expect(throws: Refusal.self) {
                try await federation.consumer.parking.retry(.registry, federation.community, "day", by: "test")
            }
            federation.refused.set([])
            #expect(
                try await federation.consumer.parking.retry(.registry, federation.community, "day", by: "test") == 2)
            #expect(try await federation.appliedDays() == [1, 2, 3])
            #expect(try await federation.consumer.parking.list().isEmpty)
            try await federation.append(4...4)
            try await federation.untilApplied(5)
            #expect(try await federation.appliedDays() == [1, 2, 3, 4])
        }
    }

    @Test(.database) func `of many parked events a retry holds few at a time, and applies all of them or none`()
        async throws
    {
        try await Federation.run { federation in
            federation.refused.set([2])
            try await federation.append(1...6)
            try await federation.untilApplied(6)
            var parking = federation.consumer.parking

            for page in [2, 5] as [Int64] {
                parking.page = page
                federation.refused.set([6])
                let paged = parking
                await #expect(throws: Refusal.self) {
                    try await paged.retry(.registry, federation.community, "day", by: "test")
                }
                #expect(try await federation.appliedDays() == [1])
            }
            parking.page = 2
            federation.refused.set([])
            #expect(try await parking.retry(.registry, federation.community, "day", by: "test") == 5)
            #expect(try await federation.appliedDays() == Array(1...6))
            #expect(try await parking.retry(.registry, federation.community, "day", by: "test") == 0)
        }
    }

    @Test(.database) func `a discarded event frees its subject for what comes later`() async throws {
        try await Federation.run { federation in
            federation.refused.set([1])
            try await federation.append(1...1)
            try await federation.untilApplied(1)
            let shard = Shard(of: federation.community)

            #expect(try await federation.consumer.parking.discard(.registry, shard, 1, reason: "test", by: "test"))
            #expect(try await !federation.consumer.parking.discard(.registry, shard, 1, reason: "test", by: "test"))
            #expect(try await !federation.consumer.parking.discard(.registry, shard, 9, reason: "test", by: "test"))
            try await federation.append(2...2)
            try await federation.untilApplied(2)
            #expect(try await federation.appliedDays() == [2])
        }
    }

    @Test(.database) func `a process that is told to end keeps its place for the next one`() async throws {
        try await Federation.run(
            prepare: { federation in
                let shard = Shard(of: federation.community)
                for last in [3, 6, 9] as [Int64] {
                    let log = try await Federation.log(of: .registry, in: federation.producerPool)
                    let process = federation.makeProducer(log)
                    try await whileRunning([process]) {
                        try await federation.append(last - 2...last, to: log)
                        try await waitWhile { try await process.positions().sent["\(shard)"] != last }
                    }
                    let kept = try await federation.producerPool.withConnection { connection in
                        try await connection.query(
                            "SELECT pos FROM relay_cursor WHERE shard = \(shard)", as: Int64.self)
                    }
                    #expect(kept == [last])
                }
            },
            { federation in
                try await federation.append(10...10)
                try await federation.untilApplied(10)
                #expect(try await federation.appliedDays() == Array(1...10))
            })
    }

    @Test(.database) func `a forged record is never applied`() async throws {
        try await Federation.run { federation in
            try await federation.append(1...1)
            try await federation.untilApplied(1)
            let real = try await federation.lastEvent()
            let forged = EventEnvelope(
                source: .registry, shard: real.shard, position: 2, epoch: 1, id: real.id, type: real.type,
                community: real.community, subject: real.subject, time: real.time, after: real.after, traceparent: nil,
                payload: try CanonicalJSON.encode(DayStarted(day: Day(daysSince1970: 666))), previousChain: real.chain,
                chain: real.chain)
            _ = try await federation.forger.produce([KafkaBinding.record(of: forged)])
            try await federation.append(2...2)
            try await federation.untilApplied(2)
            #expect(try await federation.appliedDays() == [1, 2])
        }
    }

    @Test(.database)
    func `a consumer that comes too late for the broker hears of what was sent, though nothing new follows`()
        async throws
    {
        try await Federation.run(
            prepare: { federation in
                try await federation.admin.createTopics([
                    TopicSpecification(name: "tongti.registry", partitions: 16, replicationFactor: 1)
                ])
                try await federation.appendBeforeRelay(1...5)
                try await federation.producerPool.withConnection { connection in
                    _ = try await connection.execute(
                        "INSERT INTO relay_cursor (shard, pos) VALUES (\(Shard(of: federation.community)), 5)")
                }
            },
            { federation in
                try await federation.untilApplied(5)
                #expect(try await federation.appliedDays() == Array(1...5))
            })
    }

    @Test(.database) func `nothing is sent to a topic with another number of partitions`() async throws {
        try await Federation.run(
            prepare: { federation in
                try await federation.admin.createTopics([
                    TopicSpecification(name: "tongti.registry", partitions: 20, replicationFactor: 1)
                ])
            },
            { federation in
                try await federation.append(1...3)
                try await waitWhile { try await federation.producer.positions().obstacle == nil }
                try await federation.append(4...6)
                let positions = try await federation.producer.positions()
                #expect(positions.obstacle == "topic tongti.registry has 20 partitions instead of 16")
                #expect(positions.sent.isEmpty)
                #expect(try await federation.end() == 0)
            })
    }

    @Test(.database) func `what the broker will refuse again is told`() async throws {
        try await Federation.run(additional: ["message.max.bytes": "4000"]) { federation in
            try await federation.append(1...1)
            try await federation.untilApplied(1)
            let units = try (1_000..<2_000).map { try UnitCode(parsing: "3-1-\($0)") }
            _ = try await federation.log.write(to: federation.community) { write in
                try write.append(UnitsRemoved(units: units))
                return 0
            }
            try await waitWhile { try await federation.producer.positions().obstacle == nil }
            let positions = try await federation.producer.positions()
            let shard = Shard(of: federation.community)
            #expect(positions.obstacle?.hasPrefix("shard \(shard): MSG_SIZE_TOO_LARGE") == true)
            #expect(positions.sent == ["\(shard)": 1])
        }
    }

    @Test(.database) func `a process that does not send a shard passes on what it is asked to send again`() async throws
    {
        try await Federation.run { federation in
            try await federation.append(1...4)
            try await federation.untilApplied(4)
            let other = EventLogService(
                EventLog(identity: federation.log.identity, pool: federation.producerPool, logger: WriteTests.logger),
                router: EventRouter(), kafka: federation.kafka, configuration: EventLogConfiguration(),
                peers: PeerCalls(requestReplay: { _, _, _ in }, confirm: { _, _ in [:] }))
            try await other.replay(Shard(of: federation.community), from: 3)
            try await waitWhile { try await federation.end() < 6 }
            #expect(try await federation.appliedDays() == [1, 2, 3, 4])
        }
    }

    @Test(.database) func `a log that holds less than others have applied of it takes no more commands`() async throws {
        try await Federation.run { federation in
            try await federation.append(1...3)
            try await federation.untilApplied(3)
            let shard = Shard(of: federation.community)
            #expect(try await federation.producer.confirm(.notices, [shard: AppliedEvent(position: 3)])[shard] == 3)
            try await federation.append(4...4)
            _ = try await federation.producer.confirm(.notices, [shard: AppliedEvent(position: 9)])
            await #expect(throws: EventLogError.historyLost) { try await federation.append(5...5) }
            #expect(
                try await federation.producer.recorded(in: shard, of: nil, from: 3, limit: 1).events.map(\.position)
                    == [3])
        }
    }

    @Test(.database) func `a log ends soon though the broker is away and owes acknowledgements`() async throws {
        var end = ContinuousClock.now
        try await Federation.run { federation in
            try await federation.append(1...3)
            try await federation.untilApplied(3)
            try await federation.broker.kill9()
            try await federation.append(4...200)
            end = .now
        }
        #expect(end.duration(to: .now) < .milliseconds(2_500))
    }

    @Test(.database) func `a part that fails ends the whole log, with its writers`() async throws {
        try await WriteTests.withLog { log, pool in
            let kafka = KafkaConfiguration(
                bootstrapServers: "127.0.0.1:1", clientID: "test", additional: ["no.such.property": "1"])
            let fresh = EventLog(identity: log.identity, pool: pool, logger: WriteTests.logger)
            let service = EventLogService(
                fresh, router: EventRouter(), kafka: kafka, configuration: EventLogConfiguration(),
                peers: PeerCalls(requestReplay: { _, _, _ in }, confirm: { _, _ in [:] }))
            await #expect(throws: KafkaError.self) { try await service.run() }
            await #expect(throws: EventLogError.stopping) {
                try await fresh.write(to: try CommunityID(parsing: "late")) { _ in 1 }
            }
        }
    }

}
