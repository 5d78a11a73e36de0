import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// A source's shard that has stopped in one process of the service, while people talk to another.
extension ShardInboxTests {
    @Test(.database) func `a shard that has stopped hears that its events were dealt with through another process`()
        async throws
    {
        try await withInbox { inbox in
            let another = inbox.parkingOfAnotherProcess
            // Not about what comes later.
            _ = try await another.retry(.registry, try CommunityID(parsing: "runfeng"), "nothing", by: "test")

            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(try Self.history(1...40) { "subject-\($0)" }, of: .registry)
            try await waitWhile { inbox.shard.stopped().isEmpty }
            try await inbox.shard.resumeIfAsked(.registry)
            #expect(inbox.shard.stopped() == [.registry], "nobody has dealt with anything")

            inbox.refused.withLock { $0 = [] }
            #expect(try await another.discard(.registry, inbox.shard.shard, 1, reason: "test", by: "test"))
            #expect(inbox.shard.stopped() == [.registry])
            try await inbox.shard.resumeIfAsked(.registry)
            #expect(inbox.shard.stopped().isEmpty)
            try await waitWhile { inbox.shard.applied(of: .registry) != 40 }
            #expect(try await inbox.days() == Array(5...40))
        }
    }

    @Test(.database) func `a discard of what is not parked lets nothing go on`() async throws {
        try await withInbox { inbox in
            let parking = Parking(
                pool: inbox.pool, writers: inbox.log.writers, router: EventRouter(),
                resume: { source, _ in inbox.shard.resume(source) })
            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(try Self.history(1...40) { "subject-\($0)" }, of: .registry)
            try await waitWhile { inbox.shard.stopped().isEmpty }

            for position in [5, 40, 41] as [Int64] {
                let isDone = try await parking.discard(
                    .registry, inbox.shard.shard, position, reason: "test", by: "test")
                #expect(!isDone)
            }
            #expect(inbox.shard.stopped() == [.registry] && inbox.shard.applied(of: .registry) == 4)
            #expect(try await inbox.resumptions() == 0, "other processes do not go on either")

            #expect(try await parking.discard(.registry, inbox.shard.shard, 4, reason: "test", by: "test"))
            #expect(try await !parking.discard(.registry, inbox.shard.shard, 4, reason: "test", by: "test"))
            #expect(try await inbox.resumptions() == 1)
        }
    }

    @Test(.database) func `each stop waits for somebody anew`() async throws {
        try await withInbox { inbox in
            let another = inbox.parkingOfAnotherProcess
            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(try Self.history(1...40) { "subject-\($0)" }, of: .registry)
            for parked in [4, 8] as [Int64] {
                try await waitWhile { inbox.shard.stopped().isEmpty }
                #expect(inbox.shard.applied(of: .registry) == parked)
                try await inbox.shard.resumeIfAsked(.registry)
                #expect(inbox.shard.stopped() == [.registry])
                #expect(try await another.discard(.registry, inbox.shard.shard, parked, reason: "test", by: "test"))
                try await inbox.shard.resumeIfAsked(.registry)
            }
        }
    }

    @Test(.database) func `a shard that has stopped goes on where another process has got past what had stopped it`()
        async throws
    {
        try await withInbox { inbox in
            let history = try Self.history(1...40) { "subject-\($0)" }
            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(history, of: .registry)
            try await waitWhile { inbox.shard.stopped().isEmpty }

            inbox.refused.withLock { $0 = [] }
            let others = history[4..<20].map { InboxBuffer.Arrived(event: $0, offset: $0.position) }
            try await inbox.execute(InboxStore.record(others, count: others.count))
            try await inbox.shard.resumeIfAsked(.registry)
            #expect(inbox.shard.stopped().isEmpty)
            try await waitWhile { inbox.shard.applied(of: .registry) != 40 }
            #expect(try await inbox.days() == Array(21...40))
        }
    }

    @Test(.database) func `a shard that has stopped does not go on where another process has only parked more`()
        async throws
    {
        try await withInbox { inbox in
            let history = try Self.history(1...40) { "subject-\($0)" }
            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(history, of: .registry)
            try await waitWhile { inbox.shard.stopped().isEmpty }

            let others = history[4..<8].map { InboxBuffer.Arrived(event: $0, offset: $0.position) }
            try await inbox.pool.withConnection { connection in
                for other in others {
                    try await InboxStore.park(other.event, because: "refused", on: connection)
                }
            }
            try await inbox.execute(InboxStore.record(others, count: others.count))
            try await inbox.shard.resumeIfAsked(.registry)
            #expect(inbox.shard.stopped() == [.registry])
        }
    }

    @Test(.database) func `a partition that comes back has stopped still, unless another process has got past it`()
        async throws
    {
        try await withInbox { inbox in
            let history = try Self.history(1...40) { "subject-\($0)" }
            inbox.refused.withLock { $0 = Set(1...30) }
            inbox.receive(history, of: .registry)
            try await waitWhile { inbox.shard.stopped().isEmpty }
            inbox.shard.forget(.registry)
            #expect(inbox.shard.stopped().isEmpty, "it is another process's now")

            inbox.refused.withLock { $0 = [] }
            inbox.shard.own(.registry)
            inbox.receive(history, of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) == nil }
            #expect(inbox.shard.stopped() == [.registry] && inbox.shard.applied(of: .registry) == 4)

            inbox.shard.forget(.registry)
            let others = history[4..<20].map { InboxBuffer.Arrived(event: $0, offset: $0.position) }
            try await inbox.execute(InboxStore.record(others, count: others.count))
            inbox.shard.own(.registry)
            inbox.receive(history, of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 40 }
            #expect(try await inbox.days() == Array(21...40))
        }
    }
}

extension ShardInboxTests.OneShard {
    /// Through which nothing is told to this one.
    fileprivate var parkingOfAnotherProcess: Parking {
        Parking(pool: pool, writers: log.writers, router: EventRouter(), resume: { _, _ in })
    }

    fileprivate func resumptions() async throws -> Int64 {
        try await pool.withConnection { try await InboxStore.resumptions(of: .registry, self.shard.shard, on: $0) }
    }
}
