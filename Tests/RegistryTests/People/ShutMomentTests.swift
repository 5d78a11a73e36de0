import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What is asked for at the moment at which an account is shut: it ends with the account, or is refused.
@Suite(.timeLimit(.minutes(1))) struct ShutMomentTests {
    /// What a request answers that finds the account open, and has to wait for whoever is shutting it.
    private func whileShutting(
        _ person: TestPerson, _ registry: TestRegistry,
        _ request: @escaping @Sendable () async throws -> TestRegistry.Reply
    ) async throws -> TestRegistry.Reply {
        let account = try #require(AccountID(person.id))
        return try await registry.heldBack(
            by: ["SELECT FROM account WHERE id = \(account) FOR UPDATE"],
            then: [
                """
                UPDATE account SET disabled_at = clock_timestamp(), disabled_by = 'somebody' WHERE id = \(account)
                """
            ], request)
    }

    private func count(_ sql: SQL, in registry: TestRegistry) async throws -> Int64 {
        try await registry.service.pool.withConnection { connection in
            try await connection.query(sql, as: Int64.self)
        }.first ?? 0
    }

    @Test(.database) func `no code is made for somebody who is being shut out`() async throws {
        try await TestRegistry.run { registry in
            let person = try await registry.enrol("zhao", as: registry.bearer(.operator))
            let bearer = try await registry.bearer(.operator)

            let refused = try await whileShutting(person, registry) {
                try await registry.post("/v1/people/\(person.id)/code", as: bearer)
            }

            #expect(try refused.slug == "account-disabled")
            #expect(try await count("SELECT count(*) FROM activation_code WHERE used_at IS NULL", in: registry) == 0)
        }
    }

    @Test(.database) func `no role is proposed for somebody who is being shut out`() async throws {
        try await TestRegistry.run { registry in
            let person = try await registry.enrol("zhao", as: registry.bearer(.operator))
            let bearer = try await registry.bearer(.operator)

            let refused = try await whileShutting(person, registry) {
                try await registry.post(
                    "/v1/communities/runfeng/roles", #"{"login": "zhao", "role": "collector"}"#, as: bearer)
            }

            #expect(try refused.slug == "account-disabled")
            #expect(try await count("SELECT count(*) FROM role_grant", in: registry) == 0)
        }
    }

    @Test(.database) func `no seat proposes a role for a member who is being shut out`() async throws {
        try await SeatRoleTests.run { registry, owner in
            let seated = try await whileShutting(owner, registry) {
                try await registry.body(post: "", SeatRoleTests.proposal(), as: .street)
            }

            #expect(seated.status == 201, "\(seated.text)")
            #expect(try await count("SELECT count(*) FROM role_grant", in: registry) == 0)
        }
    }

    @Test(.database) func `no letter gives an account that is being shut one more owner, and it works on`()
        async throws
    {
        try await TestRegistry.run { registry in
            let owner = try await registry.owner()
            let letter = try #require(try await registry.letters(["1-1-102"]).letters.first)

            let refused = try await whileShutting(owner, registry) {
                try await registry.activate(letter.code, login: owner.login, secret: owner.secret)
            }

            #expect(try refused.slug == "login-taken")
            #expect(try await count("SELECT count(*) FROM account_owner", in: registry) == 1)
            #expect(try await registry.activate(letter.code, login: "owner.b", secret: "864209").status == 201)
        }
    }
}
