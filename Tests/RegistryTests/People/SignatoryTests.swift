import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Whose deed it is when somebody signed in as an owner who is nobody's, or somebody else's, by now (decision 24).
struct SignatoryTests {
    private static let roles = "/v1/communities/runfeng/roles"

    private struct Cast {
        /// Of an operator who also owns a flat, signed in as its owner.
        let session: TestSession
        let person: TestPerson
        /// Somebody whom another operator has enrolled.
        let staff: TestPerson
    }

    private func cast(_ registry: TestRegistry) async throws -> Cast {
        var first = try await registry.enrolOperator("op.one")
        var second = try await registry.enrolOperator("op.two")
        _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
        let letter = try #require(try await registry.letters().letters.first)
        #expect(try await registry.join(letter.code, as: &first).status == 201)
        var staff = try await registry.enrol("zhao", as: try await registry.signIn(&second).bearer)
        _ = try await registry.signIn(&staff)
        let session = try await registry.signIn(&first)
        #expect(session.operator && session.subject == letter.owner)
        return Cast(session: session, person: first, staff: staff)
    }

    /// The reference passes to somebody else, so that no account speaks for its owner any more.
    private func passOn(_ registry: TestRegistry) async throws {
        #expect(try await registry.importRoll(RollText().row("1-1-101", "N")).status == 200)
        #expect(try await registry.importRoll(RollText().row("1-1-101", "A", name: "Another")).status == 200)
    }

    @Test(.database) func `nobody confirms what they have proposed by a token of an owner whom they no longer are`()
        async throws
    {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            let (session, person) = (cast.session, cast.person)
            let grant = try await registry.post(
                Self.roles, #"{"login": "zhao", "role": "scrutineer"}"#, as: session.bearer
            ).decode(TestGrant.self)
            try await passOn(registry)

            let confirmed = try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: session.bearer)
            #expect(confirmed.status == 409)
            #expect(try confirmed.slug == "same-person")
            // Nor does a flat that is somebody else's now show its bearer another account.
            let me = try await registry.call(.get, "/v1/me", as: session.bearer)
            #expect(me.status == 200 && me.text.contains(person.login), "\(me.text)")
        }
    }

    @Test(.database) func `whoever makes a code by such a token does not confirm a role of its bearer either`()
        async throws
    {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            try await passOn(registry)

            let code = try await registry.post("/v1/people/\(cast.staff.id)/code", as: cast.session.bearer)
            #expect(code.status == 201, "\(code.text)")
            let issuers = try await registry.service.pool.withConnection { connection in
                try await connection.query(
                    "SELECT issued_by FROM activation_code WHERE account IS NOT NULL AND used_at IS NULL",
                    as: String.self)
            }
            #expect(issuers == [cast.person.id])
        }
    }

    @Test(.database) func `whoever gets the reference next is not taken for who had it`() async throws {
        try await TestRegistry.run { registry in
            let session = try await cast(registry).session
            try await passOn(registry)
            let letter = try #require(try await registry.letters().letters.first)
            #expect(try await registry.activate(letter.code, login: "owner.next", secret: "739102").status == 201)

            let me = try await registry.call(.get, "/v1/me", as: session.bearer)
            #expect(me.text.contains("op.one") && !me.text.contains("owner.next"), "\(me.text)")
            // Else they would have the key of the next one's second factor.
            let added = try await registry.post("/v1/second-factors", as: session.bearer)
            #expect(try added.slug == "second-factor-exists")
        }
    }
}
