import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Whoever made a code by which somebody could have an account is not the second person of its roles (decision 24).
struct CodeMakerTests {
    private static let roles = "/v1/communities/runfeng/roles"

    /// Where a role is confirmed that the street's token of these tests has proposed.
    private func proposed(_ registry: TestRegistry, _ login: String) async throws -> String {
        let answer = try await registry.post(
            Self.roles, #"{"login": "\#(login)", "role": "auditor"}"#, as: registry.bearer(.street))
        return "\(Self.roles)/\(try answer.decode(TestGrant.self).grant)/confirm"
    }

    /// A letter to the owner of a unit that another operator makes than `letters(_:)` does.
    private func otherLetter(_ registry: TestRegistry, _ unit: String) async throws -> String {
        let answer = try await registry.post(
            "/v1/communities/runfeng/letters", #"{"units": ["\#(unit)"]}"#, as: registry.otherOperator())
        return try #require(try answer.decode(IssuedLetters.self).letters.first).code
    }

    /// Somebody who has made no code.
    private func thirdOperator(_ registry: TestRegistry) async throws -> String {
        let answer = try await registry.token(#"{"subject": "third", "roles": [], "operator": true}"#)
        return "Bearer \(try answer.decode(TestRegistry.Token.self).token)"
    }

    @Test(.database) func `a letter that makes somebody one more owner changes nothing`() async throws {
        try await TestRegistry.run { registry in
            var staff = try await registry.enrol("zhao", as: registry.bearer(.operator))
            _ = try await registry.signIn(&staff)
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let letter = try await otherLetter(registry, "1-1-101")
            let joined = try await registry.join(letter, as: &staff)
            #expect(joined.status == 201, "\(joined.text)")

            let path = try await proposed(registry, staff.login)
            #expect(try await registry.post(path, as: registry.bearer(.operator)).slug == "same-person")
            let confirmed = try await registry.post(path, as: registry.otherOperator())
            #expect(confirmed.status == 200, "with that letter nobody could sign in")
        }
    }

    @Test(.database) func `a letter after a handed-over code leaves the factor, and so both who made them are out`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            func handOver(as authorization: String, _ secret: String) async throws {
                let issued = try await registry.post("/v1/people/\(owner.id)/code", as: authorization)
                let answer = try await registry.activate(issued.decode(IssuedCode.self).code, secret: secret)
                #expect(answer.status == 201, "\(answer.text)")
                owner.secret = secret
                #expect(try await registry.addFactor(to: &owner).secondFactor)
            }
            try await handOver(as: registry.bearer(.operator), "864209")
            let renewed = try await registry.activate(otherLetter(registry, "1-1-101"), secret: "975310")
            #expect(renewed.status == 201, "\(renewed.text)")
            owner.secret = "975310"
            #expect(try await registry.signIn(&owner).secondFactor)

            let path = try await proposed(registry, owner.login)
            #expect(try await registry.post(path, as: registry.bearer(.operator)).slug == "same-person")
            #expect(try await registry.post(path, as: registry.otherOperator()).slug == "same-person")
            #expect(try await registry.post(path, as: thirdOperator(registry)).status == 200)

            // What another hands over replaces secret and factor, and ends what those before could do.
            try await handOver(as: thirdOperator(registry), "864209")
            let list = try await registry.get("roles", as: registry.bearer(.operator)).decode(Grants.self).roles
            let anew = try #require(list.first { $0.state == "proposed" })
            let again = "\(Self.roles)/\(anew.grant)/confirm"
            #expect(try await registry.post(again, as: thirdOperator(registry)).slug == "same-person")
            #expect(try await registry.post(again, as: registry.bearer(.operator)).status == 200)
        }
    }

    @Test(.database) func `whoever made the letter stays out when its owner has sold and is nobody's any more`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            #expect(try await registry.addFactor(to: &owner).secondFactor)
            _ = try await registry.importRoll(RollText().row("1-1-101", "Z").row("1-1-102", "B"))
            let reused = RollText().row("1-1-101", "A", name: "Somebody else").row("1-1-102", "B")
            #expect(try await registry.importRoll(reused).status == 200)
            let session = try await registry.signIn(&owner)
            #expect(session.subject == owner.id && session.roles.isEmpty, "the reference is another's")

            let path = try await proposed(registry, owner.login)
            #expect(try await registry.post(path, as: registry.bearer(.operator)).slug == "same-person")
            #expect(try await registry.post(path, as: registry.otherOperator()).status == 200)
        }
    }

    /// Zhao is staff with a flat, who has used two handed-over codes; Anna has activated the letter to an id of hers that
    /// is no longer the one in use.
    @Test(.database) func `codes that were used before say whose account they opened`() async throws {
        try await ServiceUpgrade<RegistryService>.past(
            "V0019_opened_accounts",
            with: [
                """
                INSERT INTO community (code, name, jurisdiction, fund_status, parking_counts, registered_at)
                VALUES ('runfeng', '润丰', 'national', 'none', false, clock_timestamp())
                """,
                """
                INSERT INTO owner (community, ref, id)
                VALUES
                    ('runfeng', 'zhao', '00000000-0000-4000-8000-000000000001'),
                    ('runfeng', 'anna', '00000000-0000-4000-8000-000000000002'),
                    ('runfeng', 'anna-2', '00000000-0000-4000-8000-000000000003')
                """,
                """
                INSERT INTO united_owner (owner, kept)
                VALUES ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000002')
                """,
                """
                INSERT INTO account (id, login, is_staff, created_by)
                VALUES
                    ('00000000-0000-4000-8000-00000000000a', 'zhao', true, 'op'),
                    ('00000000-0000-4000-8000-00000000000b', 'anna', false, 'letter')
                """,
                """
                INSERT INTO account_owner (owner, account, bound_at)
                VALUES
                    ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000a', '2025-03-01'),
                    ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-00000000000b', '2025-03-01')
                """,
                """
                INSERT INTO activation_code (lookup, hash, owner, account, issued_by, expires_at, used_at)
                VALUES
                    ('first', '\\x00', NULL, '00000000-0000-4000-8000-00000000000a', 'op', '2026-01-01', '2025-01-01'),
                    ('second', '\\x00', NULL, '00000000-0000-4000-8000-00000000000a', 'op', '2026-01-01', '2025-02-01'),
                    ('open', '\\x00', NULL, '00000000-0000-4000-8000-00000000000a', 'op', '2026-01-01', NULL),
                    ('flat', '\\x00', '00000000-0000-4000-8000-000000000001', NULL, 'op', '2026-01-01', '2025-03-01'),
                    ('anna', '\\x00', '00000000-0000-4000-8000-000000000003', NULL, 'op', '2026-01-01', '2025-03-01'),
                    ('other', '\\x00', '00000000-0000-4000-8000-000000000002', NULL, 'op', '2026-01-01', '2025-01-01')
                """,
            ]
        ) { connection in
            let opened = try await connection.query(
                """
                SELECT lookup || ' ' || coalesce(login, '-')
                FROM activation_code
                LEFT JOIN account ON account.id = activation_code.opened
                ORDER BY lookup
                """, as: String.self)
            #expect(
                opened == ["anna anna", "first zhao", "flat zhao", "open -", "other -", "second zhao"])
        }
    }

    private struct Grants: Decodable {
        let roles: [TestGrant]
    }
}
