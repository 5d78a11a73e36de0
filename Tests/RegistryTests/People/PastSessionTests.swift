import Logging
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Sessions that were over, which are forgotten a day later.
@Suite(.timeLimit(.minutes(1))) struct PastSessionTests {
    private func forget(_ registry: TestRegistry) async throws {
        try await ForgetPast(pool: registry.service.pool, logger: Logger(label: "test")).forget()
    }

    private func count(_ registry: TestRegistry, _ sql: SQL) async throws -> Int64? {
        try await registry.service.pool.withConnection { try await $0.query(sql, as: Int64.self) }.first
    }

    @Test(.database, arguments: ["ended", "expired"])
    func `a session that was over is forgotten with its tokens, and whoever has one is answered as before`(
        how: String
    ) async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let past = try await registry.signIn(&owner)
            // Tokens that came after others, one of which was lost.
            _ = try await registry.refresh(past.refreshToken, key: "call-1")
            let last = try await registry.refresh(past.refreshToken, key: "call-1").decode(TestSession.self)
            try await registry.run(
                how == "ended"
                    ? "UPDATE session SET ended_at = clock_timestamp() - interval '23 hours'"
                    : "UPDATE session SET expires_at = clock_timestamp() - interval '23 hours'")
            try await forget(registry)
            #expect(try await count(registry, "SELECT count(*) FROM refresh_token") == 3)
            let before = try await registry.refresh(last.refreshToken)

            try await registry.run(
                """
                UPDATE session SET ended_at = ended_at - interval '2 hours',
                    expires_at = expires_at - CASE WHEN ended_at IS NULL THEN interval '2 hours' ELSE interval '0' END
                """)
            let present = try await registry.signIn(&owner)
            try await forget(registry)

            #expect(try await count(registry, "SELECT count(*) FROM session") == 1)
            #expect(try await count(registry, "SELECT count(*) FROM refresh_token") == 1)
            let after = try await registry.refresh(last.refreshToken)
            #expect(before.status == 401 && after.status == 401)
            #expect(try before.slug == after.slug)
            #expect(try await registry.refresh(present.refreshToken).status == 201)
        }
    }

    @Test(.database) func `tokens that were used stay while their session goes on, and tell of a thief`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)
            let next = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            try await registry.run(
                """
                UPDATE refresh_token SET issued_at = issued_at - interval '20 days', used_at = used_at - interval '20 days'
                """)
            try await forget(registry)

            #expect(try await registry.refresh(session.refreshToken).slug == "session-over")
            #expect(try await registry.refresh(next.refreshToken).slug == "session-over", "the family has ended")
            #expect(try await registry.doorEvents().contains("refreshReused"))
        }
    }
}
