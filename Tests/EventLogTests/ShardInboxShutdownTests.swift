import FoundationEssentials
import Model
import Postgres
import TestSupport
import Testing

@testable import EventLog

extension ShardInboxTests {
    @Test(.database) func `a run that an orderly end cuts off has not ended the process`() async throws {
        try await withInbox { inbox in
            try await Self.whileBegun(inbox) {
                try await expect(inbox, keeps: [1, 3, 1])
                await inbox.shard.withdrawAttempts()
                try await expect(inbox, keeps: [1, 3, 0])
            }
            try await waitWhile { inbox.shard.applied(of: .registry) != 3 }
            await inbox.shard.withdrawAttempts()
            try await expect(inbox, keeps: [1, 3, 0], "what has ended is not withdrawn")
        }
    }

    @Test(.database) func `what is withdrawn takes back none of the beginnings before it`() async throws {
        try await withInbox(
            prepare: { try await $0.keep(first: 1, last: 3, attempts: 2) },
            { inbox in
                try await Self.whileBegun(inbox) {
                    try await expect(inbox, keeps: [1, 3, 3])
                    await inbox.shard.withdrawAttempts()
                    try await expect(inbox, keeps: [1, 3, 2])
                }
            })
    }

    // MARK: - Changes of owners

    @Test(.database) func `a run that a change of owners cuts off has not ended the process`() async throws {
        try await withInbox(
            prepare: { inbox in
                // The database is never ready for what the handler writes.
                try await inbox.execute(
                    """
                    CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION USING ERRCODE = ''serialization_failure''; END'
                    """)
                try await inbox.execute("CREATE TRIGGER busy BEFORE INSERT ON applied_day EXECUTE FUNCTION busy()")
                try await inbox.keep(first: 1, last: 3, attempts: 1)
            },
            { inbox in
                inbox.receive(try Self.history(3), of: .registry)
                try await waitWhile { try await inbox.kept() != [1, 3, 2] }
                inbox.shard.forget(.registry)
                inbox.shard.own(.registry)
                try await waitWhile { try await inbox.kept() != [1, 3, 1] }
            })
    }

    @Test(.database) func `of a run that two processes have begun each takes back its own beginning`() async throws {
        try await withInbox { inbox in
            try await Self.whileBegun(inbox) {
                inbox.shard.forget(.registry)
                try await expect(inbox, keeps: [1, 3, 1], "it may end the process still")
                // The new owner looked for a note before there was one, and adds its own.
                try await inbox.keep(first: 1, last: 3, attempts: 1)
                try await expect(inbox, keeps: [1, 3, 2])
                await inbox.shard.withdrawAttempts()
                try await expect(inbox, keeps: [1, 3, 1])
            }
        }
    }

    // MARK: - Lost answers

    @Test(.database) func `a note that is written again counts once, and is taken back once`() async throws {
        try await withInbox { inbox in
            let (ours, theirs) = (UUID(), UUID())
            for name in [ours, ours, theirs, ours] {
                try await inbox.keep(first: 1, last: 3, attempts: 1, as: name)
            }
            try await expect(inbox, keeps: [1, 3, 2])
            for _ in 1...2 {
                try await inbox.pool.withConnection {
                    try await InboxStore.withdraw(ours, of: .registry, inbox.shard.shard, on: $0)
                }
                try await expect(inbox, keeps: [1, 3, 1], "the other beginning stays counted")
            }
            try await inbox.keep(first: 4, last: 6, attempts: 1, as: ours)
            try await expect(inbox, keeps: [4, 6, 1])
        }
    }

    // MARK: - The guard

    @Test func `a withdrawn beginning is none, and only what is noted and has not ended can be withdrawn`() {
        var sentry = CrashGuard(.init(first: 1, last: 3, attempts: 0), mark: 0)
        #expect(sentry.begun == nil)
        let fresh = sentry.step(first: 1, last: 9).note
        #expect(fresh?.attempt == .init(first: 1, last: 9, attempts: 1))
        sentry.noted(.init(first: 1, last: 9, attempts: 1))
        #expect(sentry.begun == fresh?.name)
        sentry.applied(through: 9)
        #expect(sentry.begun == nil)

        sentry = CrashGuard(.init(first: 1, last: 3, attempts: 2), mark: 0)
        #expect(sentry.begun == nil)
        let later = sentry.step(first: 1, last: 3).note
        #expect(later?.attempt == .init(first: 1, last: 3, attempts: 3))
        sentry.noted(.init(first: 1, last: 3, attempts: 3))
        #expect(sentry.begun == later?.name)
        sentry.applied(through: 3)
        #expect(sentry.begun == nil)
    }

    @Test func `a note that may be kept is written again under its name, and can be withdrawn`() {
        var sentry = CrashGuard(nil, mark: 0)
        let lost = sentry.step(first: 1, last: 3).note
        #expect(lost != nil && sentry.begun == lost?.name)
        let again = sentry.step(first: 1, last: 5).note
        #expect(again?.name == lost?.name)
        #expect(again?.attempt.last == 5)

        sentry = CrashGuard(.init(first: 1, last: 3, attempts: 1), mark: 0)
        let first = sentry.step(first: 1, last: 3).note
        sentry.noted(.init(first: 1, last: 3, attempts: 2))
        sentry.applied(through: 1)
        let second = sentry.step(first: 2, last: 3).note
        #expect(second != nil && second?.name != first?.name, "another beginning has another name")
    }

    private func expect(
        _ inbox: OneShard, keeps note: [Int64], _ comment: Comment? = nil, at place: SourceLocation = #_sourceLocation
    ) async throws {
        let kept = try await inbox.kept()
        #expect(kept == note, comment, sourceLocation: place)
    }

    /// Three events have come, and what is done to apply them waits for as long as `body` takes.
    private static func whileBegun(_ inbox: OneShard, _ body: () async throws -> Void) async throws {
        try await inbox.pool.withSession { blocker in
            try await blocker.execute("BEGIN")
            try await blocker.execute("LOCK TABLE applied_day IN ACCESS EXCLUSIVE MODE")
            inbox.receive(try history(3), of: .registry)
            var isBegun = false
            while !isBegun {
                isBegun = try await blocker.query(
                    "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'applied_day'::regclass AND NOT granted)",
                    as: Bool.self)[0]
            }
            try await body()
            try await blocker.execute("ROLLBACK")
        }
    }
}
