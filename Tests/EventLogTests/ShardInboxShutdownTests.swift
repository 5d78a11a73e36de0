import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

extension ShardInboxTests {
    @Test(.database) func `a run that an orderly end cuts off has not ended the process`() async throws {
        try await withInbox { inbox in
            try await inbox.pool.withSession { blocker in
                try await blocker.execute("BEGIN")
                try await blocker.execute("LOCK TABLE applied_day IN ACCESS EXCLUSIVE MODE")
                inbox.receive(try Self.history(3), of: .registry)
                var isBegun = false
                while !isBegun {
                    isBegun = try await blocker.query(
                        "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'applied_day'::regclass AND NOT granted)",
                        as: Bool.self)[0]
                }
                #expect(try await inbox.kept() == [1, 3, 1])
                await inbox.shard.withdrawAttempts()
                #expect(try await inbox.kept() == [1, 3, 0])
                try await blocker.execute("ROLLBACK")
            }
            while inbox.shard.applied(of: .registry) != 3 { await Task.yield() }
            await inbox.shard.withdrawAttempts()
            #expect(try await inbox.kept() == [1, 3, 0], "what has ended is not withdrawn")
        }
    }

    @Test func `a withdrawn beginning is none, and takes back none of those before it`() {
        var sentry = CrashGuard(.init(first: 1, last: 3, attempts: 0), mark: 0)
        #expect(sentry.withdrawal(mark: 0) == nil)
        #expect(sentry.step(first: 1, last: 9).note == .init(first: 1, last: 9, attempts: 1))

        sentry = CrashGuard(.init(first: 1, last: 3, attempts: 2), mark: 0)
        #expect(sentry.withdrawal(mark: 0) == nil)
        sentry.noted(.init(first: 1, last: 3, attempts: 3))
        #expect(sentry.withdrawal(mark: 0) == .init(first: 1, last: 3, attempts: 2))
        sentry.applied(through: 3)
        #expect(sentry.withdrawal(mark: 3) == nil)
    }
}
