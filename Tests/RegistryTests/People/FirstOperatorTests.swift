import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Ways back into a district whose first operators cannot sign in.
struct FirstOperatorTests {
    private static let key = "Internal a shared secret"

    private func enrol(_ login: String, in registry: TestRegistry) async throws -> TestRegistry.Reply {
        try await registry.post("/v1/operators", #"{"login": "\#(login)", "name": "N"}"#, as: Self.key)
    }

    @Test(.database) func `a first operator is enrolled anew until they have signed in, and takes nobody's place`()
        async throws
    {
        try await TestRegistry.run { registry in
            let lost = try await enrol("op.one", in: registry).decode(IssuedCode.self)
            // Whose app is lost before it was used once.
            var bare = try await registry.enrolOperator("op.two")
            #expect(try await enrol("op.three", in: registry).slug == "enough-operators")

            var first = try await registry.enrolOperator("op.one")
            #expect(first.id == lost.person)
            #expect(try await registry.activate(lost.code, secret: TestRegistry.passphrase).slug == "code-over")
            let session = try await registry.signIn(&first)
            #expect(session.operator)
            #expect(try await enrol("op.two", in: registry).status == 201)
            let stray = bare.nextCode()
            #expect(try await registry.signIn(bare.login, bare.secret, code: stray).status == 401, "beside a code")
            var second = try await registry.enrolOperator("op.two")
            #expect(second.id == bare.id)
            #expect(try await registry.signIn(&second).operator)

            // Whoever has signed in is not the key's any more, nor while they renew their own app.
            let own = try await registry.post("/v1/people/\(first.id)/code", as: session.bearer)
            #expect(
                try await registry.activate(own.decode(IssuedCode.self).code, secret: first.secret).status == 201)
            for login in ["op.one", "op.two", "op.three"] {
                #expect(try await enrol(login, in: registry).slug == "enough-operators")
            }
        }
    }

    @Test(.database) func `two operators who have lost their apps come back by development tokens and the key`()
        async throws
    {
        try await TestRegistry.run { registry in
            for login in ["op.one", "op.two"] {
                var person = try await registry.enrolOperator(login)
                #expect(try await registry.signIn(&person).operator)
            }
            let token = try await registry.bearer(.operator)
            let listed = try await registry.call(.get, "/v1/people", as: token).decode(People.self).people
            for person in listed {
                let code = try await registry.post("/v1/people/\(person.person)/code", as: token)
                let secret = TestRegistry.passphrase
                let activated = try await registry.activate(code.decode(IssuedCode.self).code, secret: secret)
                let key = try #require(try activated.decode(ActivatedPerson.self).secondFactor?.key)
                var renewed = TestPerson(
                    id: person.person, login: person.login, secret: secret, totp: Totp(key: base32(key)))
                #expect(try await !registry.signIn(&renewed).operator)
                let roles = try await registry.call(.get, "/v1/roles", as: token).decode(Roles.self).roles
                let proposed = try #require(roles.first { $0.state == "proposed" })
                let confirmed = try await registry.post("/v1/operators/\(proposed.grant)/confirm", as: Self.key)
                #expect(confirmed.status == 200, "\(confirmed.text)")
                #expect(try await registry.signIn(&renewed).operator)
            }
            #expect(listed.count == 2)
        }
    }

    private struct People: Decodable {
        let people: [Person]

        struct Person: Decodable {
            let person: String
            let login: String
        }
    }

    private struct Roles: Decodable {
        let roles: [TestGrant]
    }
}
