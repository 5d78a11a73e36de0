import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import EventLog

/// What the facts that an event brings about say of it.
extension ShardInboxTests {
    @Test(.database) func `what events bring about comes after them, and after what had been applied before`()
        async throws
    {
        try await withInbox { inbox in
            let started = try Self.fact(1, source: .workorders, type: "tongti.workorders.OrderStarted.v1")
            inbox.receive([started], of: .workorders)
            try await waitWhile { inbox.shard.applied(of: .workorders) != 1 }
            inbox.echoes.withLock { $0 = true }
            inbox.receive(try Self.history(3), of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 3 }
            let causes = try await inbox.pool.withConnection {
                try await $0.query("SELECT DISTINCT after FROM outbox", as: String.self)
            }
            #expect(causes == [#"{"registry":3,"workorders":1}"#])
        }
    }

    @Test(.database) func `what an event brings about does not come after one that has not been handled with it`()
        async throws
    {
        try await withInbox { inbox in
            inbox.echoes.withLock { $0 = true }
            let first = try Self.fact(1)
            inbox.receive([first], of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 1 }
            inbox.receive([try Self.fact(2, after: first)], of: .registry)
            try await waitWhile { inbox.shard.applied(of: .registry) != 2 }
            let causes = try await inbox.pool.withConnection {
                try await $0.query("SELECT after FROM outbox ORDER BY pos", as: String.self)
            }
            #expect(causes == [#"{"registry":1}"#, #"{"registry":2}"#])
        }
    }
}
