import Foundation
import Kafka
import LocalDistrict
import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// A database that was restored from an older copy: others know more of its history, or another one.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LostHistoryTests {
    @Test(.database)
    func `a restored database that has less than the broker takes not even the first command, and sends nothing`()
        async throws
    {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...5)
                try await federation.sendEverything()
                try await federation.forget(after: 3)
            },
            { federation in
                await #expect(throws: EventLogError.historyLost) { try await federation.append(4...4) }
                try await federation.untilApplied(5)
                let positions = try await federation.producer.positions()
                #expect(positions.obstacle?.hasPrefix("shard \(Shard(of: federation.community)): ") == true)
                #expect(positions.sent.isEmpty)
                #expect(try await federation.end() == 5)
            })
    }

    @Test(.database)
    func `a broker that does not answer is not waited for long, and is heard before anything is sent`() async throws {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...5)
                try await federation.sendEverything()
                try await federation.forget(after: 3)
                try federation.signalBroker(SIGSTOP)
            },
            { federation in
                try await federation.append(14...14)
                try federation.signalBroker(SIGCONT)
                try await federation.untilLost()
                try await federation.untilApplied(5)
                #expect(try await federation.end() == 5)
                #expect(try await federation.appliedDays() == [1, 2, 3, 4, 5])
            })
    }

    @Test(.database) func `commands are taken where there is no broker at the start, and sent when there is`()
        async throws
    {
        try await Federation.run(
            prepare: { try await $0.broker.kill9() },
            { federation in
                try await federation.append(1...3)
                try await federation.broker.restart()
                try await federation.untilApplied(3)
                #expect(try await federation.appliedDays() == [1, 2, 3])
            })
    }

    @Test(.database) func `what the database that came back does not hold is not sent from memory either`() async throws
    {
        try await Federation.run(
            prepare: { try await $0.broker.kill9() },
            { federation in
                try await federation.append(1...5)
                // As an older copy would take the database's place under a process that runs on.
                try await federation.forget(after: 3)
                try await federation.endLead()
                try await federation.broker.restart()
                try await federation.untilApplied(3)
                try await federation.append(14...14)
                try await federation.untilApplied(4)
                #expect(try await federation.appliedDays() == [1, 2, 3, 14])
                #expect(try await federation.producer.positions().obstacle == nil)
            })
    }

    @Test(.database) func `a restored database that has gone on since is told by what the broker holds`() async throws {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...5)
                try await federation.sendEverything()
                try await federation.forget(after: 3)
                try await federation.appendBeforeRelay(14...19)
            },
            { federation in
                try await federation.untilLost()
                try await federation.untilApplied(5)
                #expect(try await federation.end() == 5)
                #expect(try await federation.appliedDays() == [1, 2, 3, 4, 5])
            })
    }

    @Test(.database) func `a restored database that has gone on is told by a consumer, though the broker is empty`()
        async throws
    {
        try await Federation.run { federation in
            try await federation.append(1...5)
            try await federation.untilApplied(5)
            let shard = Shard(of: federation.community)
            let events = try await federation.producer.recorded(in: shard, of: nil, from: 3, limit: 3).events
            let right = AppliedEvent(position: 5, chain: try #require(events.last).chain)
            _ = try await federation.producer.confirm(.funds, [shard: right])
            #expect(try await federation.producer.positions().obstacle == nil)
            // The same position, reached by another history.
            let other = AppliedEvent(position: 5, chain: try #require(events.first).chain)
            _ = try await federation.producer.confirm(.funds, [shard: other])
            await #expect(throws: EventLogError.historyLost) { try await federation.append(6...6) }
            #expect(try await federation.producer.positions().obstacle != nil)
        }
    }

    @Test(.database) func `a broker that has less than the database, or what is not ours, is no loss`() async throws {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...3)
                try await federation.sendEverything()
                try await federation.appendBeforeRelay(4...5)
                try await federation.sendForgery(at: 9)
            },
            { federation in
                try await federation.append(6...6)
                try await federation.untilApplied(6)
                #expect(try await federation.appliedDays() == Array(1...6))
                #expect(try await federation.producer.positions().obstacle == nil)
            })
    }

    @Test(.database, arguments: [AppliedEvent(position: 9), AppliedEvent(position: 2, chain: EventChain.start)])
    func `what consumers have confirmed is remembered: no command is taken after a new start, without any broker`(
        unknown: AppliedEvent
    ) async throws {
        try await Federation.run(
            prepare: { federation in
                try await federation.appendBeforeRelay(1...3)
                _ = try await federation.producer.confirm(.notices, [Shard(of: federation.community): unknown])
                try await federation.broker.kill9()
            },
            { federation in
                let fresh = EventLog(
                    identity: federation.log.identity, pool: federation.producerPool, logger: WriteTests.logger)
                let service = EventLogService(
                    fresh, router: EventRouter(), kafka: federation.kafka, configuration: EventLogConfiguration(),
                    peers: PeerCalls(requestReplay: { _, _, _ in }, confirm: { _, _ in [:] }))
                try await withThrowingTaskGroup { group in
                    group.addTask { try await service.run() }
                    try await waitWhile { try await service.positions().obstacle == nil }
                    await #expect(throws: EventLogError.historyLost) {
                        try await fresh.write(to: federation.community) { _ in 0 }
                    }
                    group.cancelAll()
                }
            })
    }

    @Test(.database) func `a log whose history is lost applies nothing either, since that may record facts`()
        async throws
    {
        try await Federation.run(
            prepare: { federation in
                _ = try await federation.consumer.confirm(
                    .notices, [Shard(of: federation.community): AppliedEvent(position: 9)])
            },
            { federation in
                try await federation.append(1...1)
                let other = try CommunityID(parsing: "another")
                try #require(Shard(of: other) != Shard(of: federation.community))
                _ = try await federation.log.write(to: other) { write in
                    try write.append(DayStarted(day: Day(daysSince1970: 2)))
                    return 0
                }
                try await waitWhile { try await federation.appliedDays().isEmpty }
                #expect(try await federation.appliedDays() == [2])
                await #expect(throws: EventLogError.historyLost) {
                    try await federation.consumer.parking.discard(
                        .registry, Shard(of: federation.community), 1, reason: "test", by: "test")
                }
            })
    }
}

extension Federation {
    private var shard: Shard { Shard(of: community) }

    /// Sends what is recorded, as the relay would.
    func sendEverything() async throws {
        try await admin.createTopics([
            TopicSpecification(name: "tongti.registry", partitions: Int(Shard.count), replicationFactor: 1)
        ])
        try await send(try await WriteTests.events(of: community, in: producerPool))
    }

    /// Sends something that claims to be ours and is not.
    func sendForgery(at position: Int64) async throws {
        let real = try await lastEvent()
        try await send([
            EventEnvelope(
                source: real.source, shard: real.shard, position: position, epoch: 1, id: real.id, type: real.type,
                community: real.community, subject: real.subject, time: real.time, after: real.after, traceparent: nil,
                payload: real.payload, previousChain: real.chain, chain: real.chain)
        ])
    }

    private func send(_ events: [EventEnvelope]) async throws {
        let producer = KafkaProducer(kafka, logger: WriteTests.logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await producer.run() }
            let reports = try await producer.produce(events.map { KafkaBinding.record(of: $0) })
            for case .failed(let error) in reports { throw error }
            group.cancelAll()
        }
    }

    /// As a restored copy would be: later facts are not there, nor what is remembered of their sending.
    func forget(after position: Int64) async throws {
        try await producerPool.withTransaction { transaction in
            try await transaction.execute("ALTER TABLE outbox DISABLE TRIGGER outbox_append_only")
            try await transaction.execute("DELETE FROM outbox WHERE shard = \(shard) AND pos > \(position)")
            try await transaction.execute("ALTER TABLE outbox ENABLE TRIGGER outbox_append_only")
        }
    }

    func signalBroker(_ signal: Int32) throws {
        try #require(kill(try #require(broker.pid), signal) == 0)
    }

    func untilLost() async throws {
        try await waitWhile { try await producer.positions().obstacle == nil }
    }
}
