import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Shutting people out, another secret, and what several instances know of each other.
struct AccountTests {
    // MARK: - The first operators

    @Test(.database) func `of many who enrol the first operators at once, two get through`() async throws {
        try await TestRegistry.run { registry in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<12 {
                    group.addTask {
                        try await registry.post(
                            "/v1/operators", #"{"login": "op.\#(index)", "name": "N"}"#, as: "Internal a shared secret"
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 2 && statuses.count { $0 == 409 } == 10, "\(statuses)")
        }
    }

    @Test(.database) func `with an enrolment no more roles are proposed than the document says`() async throws {
        try await TestRegistry.run { registry in
            let bearer = try await registry.bearer(.operator)
            for (count, status) in [(51, 400), (50, 201)] {
                let role = #"{"community": "runfeng", "role": "contractor"}"#
                let roles = Array(repeating: role, count: count).joined(separator: ", ")
                let answer = try await registry.post(
                    "/v1/people", #"{"login": "sun", "name": "S", "roles": [\#(roles)]}"#, as: bearer)
                #expect(answer.status == status, "\(answer.text)")
                #expect(try answer.fields == (status == 400 ? ["roles"] : []), "\(answer.text)")
            }
        }
    }

    // MARK: - Several instances

    @Test(.database) func `an instance knows what another one rotated or ended a moment ago`() async throws {
        try await TestRegistry.run { first in
            try await TestRegistry.run(beside: first) { second in
                var person = try await first.enrolOperator("wang.li")
                let before = try await first.signIn(&person)
                #expect(try await second.call(.get, "/v1/people", as: before.bearer).status == 200)

                #expect(try await first.post("/v1/keys/rotate", as: before.bearer).status == 200)
                let after = try await first.signIn(&person)
                #expect(try await second.call(.get, "/v1/people", as: after.bearer).status == 200)
                #expect(
                    try await second.call(.get, "/v1/keys").text == (try await first.call(.get, "/v1/keys").text))
                // The other one rotates from where the first one left it.
                #expect(try await second.post("/v1/keys/rotate", as: after.bearer).status == 200)
                let last = try await second.signIn(&person)
                #expect(try await second.call(.get, "/v1/people", as: before.bearer).slug == "token-refused")
                #expect(try await second.call(.get, "/v1/people", as: after.bearer).status == 200)
                #expect(try await second.call(.get, "/v1/people", as: last.bearer).status == 200)

                let ended = try await first.post(
                    "/v1/sessions/end", #"{"refreshToken": "\#(last.refreshToken)", "everywhere": true}"#)
                #expect(ended.status == 204)
                let told = try await second.call(.get, "/v1/sessions/ended", as: "Internal a shared secret")
                #expect(try told.decode(Ended.self).sessions.count == 3)
                #expect(try await second.call(.get, "/v1/sessions/ended").status == 401)
            }
        }
    }

    @Test(.database) func `of more ended sessions than can be named, the older ones are a time`() async throws {
        try await TestRegistry.run { registry in
            let person = try await registry.enrolOperator("wang.li")
            let account = try AccountID(parsing: person.id)
            _ = try await registry.service.pool.withTransaction { transaction in
                // One each millisecond, the first of them twenty-one seconds ago.
                try await transaction.execute(
                    """
                    INSERT INTO session (id, account, second_factor, signed_in_at, expires_at, ended_at)
                    SELECT gen_random_uuid(), \(account), false, now(), now(),
                        now() - make_interval(secs => 21 - number / 1000.0)
                    FROM generate_series(1, \(Int64(EndedSessions.limit) + 1_000)) AS number
                    """)
            }

            let told = try await registry.call(.get, "/v1/sessions/ended", as: "Internal a shared secret")

            // A peer reads a megabyte.
            #expect(told.text.utf8.count < 1 << 20)
            let ended = try told.decode(EndedSessions.self)
            #expect(ended.sessions.count == EndedSessions.limit)
            let now = WallClock.now().microseconds / 1_000_000
            let through = try #require(ended.issuedThrough)
            #expect((now - 30...now + 30).contains(through))
        }
    }

    private struct Ended: Decodable { let sessions: [String] }

    // MARK: - Shutting out

    private struct Operators {
        let first: TestSession
        let second: TestSession
        var secondPerson: TestPerson
    }

    private func operators(_ registry: TestRegistry) async throws -> Operators {
        var first = try await registry.enrolOperator("op.one")
        var second = try await registry.enrolOperator("op.two")
        return Operators(
            first: try await registry.signIn(&first), second: try await registry.signIn(&second),
            secondPerson: second)
    }

    @Test(.database) func `who is shut out is out at once, with roles, codes and tokens, and without a hint`()
        async throws
    {
        try await TestRegistry.run { registry in
            let operators = try await operators(registry)
            let (first, person) = (operators.first, operators.secondPerson)
            let code = try await registry.post("/v1/people/\(person.id)/code", as: first.bearer)
                .decode(IssuedCode.self).code

            let own = try await registry.post("/v1/people/\(person.id)/disable", as: operators.second.bearer)
            #expect(try own.slug == "own-account")
            let shut = try await registry.post("/v1/people/\(person.id)/disable", as: first.bearer)
            #expect(shut.status == 200 && shut.text.contains(#""disabled":true"#))
            #expect(try await registry.post("/v1/people/\(person.id)/disable", as: first.bearer).status == 200)

            #expect(try await registry.call(.get, "/v1/people", as: operators.second.bearer).slug == "token-refused")
            #expect(try await registry.refresh(operators.second.refreshToken).slug == "session-over")
            var again = person
            try await registry.run("UPDATE credential SET totp_step = 1 WHERE totp_step > 0")
            again.step = 0
            let refused = try await registry.signIn(person.login, person.secret, code: again.nextCode())
            let nobody = try await registry.signIn("nobody", person.secret, code: "123456")
            #expect(refused.status == 401 && refused.text == nobody.text)
            #expect(try await registry.activate(code, secret: TestRegistry.passphrase + "!").slug == "code-over")
            #expect(
                try await registry.post("/v1/people/\(person.id)/code", as: first.bearer).slug == "account-disabled")
            let role = try await registry.post(
                "/v1/roles", #"{"login": "op.two", "role": "operator"}"#, as: first.bearer)
            #expect(try role.slug == "account-disabled")
            let events = try await registry.doorEvents()
            #expect(events.count { $0 == "disabled" } == 1 && events.contains("signInRefused"))
        }
    }

    @Test(.database) func `who is let in again has the secret, and no role until two people grant it`() async throws {
        try await TestRegistry.run { registry in
            let operators = try await operators(registry)
            var person = operators.secondPerson
            _ = try await registry.post("/v1/people/\(person.id)/disable", as: operators.first.bearer)
            let opened = try await registry.post("/v1/people/\(person.id)/enable", as: operators.first.bearer)
            #expect(opened.status == 200 && opened.text.contains(#""disabled":false"#))
            #expect(try await registry.doorEvents().contains("enabled"))

            #expect(try await registry.call(.get, "/v1/people", as: operators.second.bearer).slug == "token-refused")
            let session = try await registry.signIn(&person)
            #expect(!session.operator && session.roles.isEmpty)
            for verb in ["disable", "enable"] {
                let path = "/v1/people/\(person.id)/\(verb)"
                #expect(try await registry.post(path, as: session.bearer).status == 403)
                let unknown = try await registry.post("/v1/people/\(UUID())/\(verb)", as: operators.first.bearer)
                #expect(try unknown.slug == "unknown-person")
            }
        }
    }

    @Test(.database) func `no letter opens the account of an owner who is shut out`() async throws {
        try await TestRegistry.run { registry in
            let owner = try await registry.owner()
            let letter = try await registry.letters(["1-1-101"]).letters[0]
            let path = "/v1/people/\(owner.id)/disable"
            #expect(try await registry.post(path, as: registry.bearer(.operator)).status == 200)
            #expect(try await registry.activate(letter.code, secret: "864209").slug == "code-over")
            let another = try await registry.post(
                "/v1/communities/runfeng/letters", #"{"units": ["1-1-101"]}"#, as: registry.bearer(.operator))
            #expect(try another.slug == "account-disabled")
            // Another letter of theirs does not bring a second owner to the shut account.
            let second = try await registry.letters(["1-1-102"]).letters[0]
            let joined = try await registry.activate(second.code, login: owner.login, secret: owner.secret)
            #expect(try joined.slug == "login-taken")
        }
    }

    @Test(.database) func `of signing in and being shut out at the same moment, being shut out prevails`() async throws
    {
        try await TestRegistry.run { registry in
            let owner = try await registry.owner()
            let bearer = try await registry.bearer(.operator)
            for _ in 0..<8 {
                let session = try await withThrowingTaskGroup(of: TestSession?.self) { group in
                    group.addTask {
                        let answer = try await registry.signIn(owner.login, owner.secret)
                        return answer.status == 201 ? try answer.decode(TestSession.self) : nil
                    }
                    group.addTask {
                        _ = try await registry.post("/v1/people/\(owner.id)/disable", as: bearer)
                        return nil
                    }
                    var session: TestSession?
                    for try await found in group { if let found { session = found } }
                    return session
                }
                if let session {
                    #expect(try await registry.refresh(session.refreshToken).slug == "session-over")
                    #expect(try await registry.call(.get, "/v1/me", as: session.bearer).slug == "token-refused")
                }
                _ = try await registry.post("/v1/people/\(owner.id)/enable", as: bearer)
                try await registry.run("DELETE FROM attempt")
            }
        }
    }

    // MARK: - Another secret

    private func change(
        _ registry: TestRegistry, _ current: String, _ secret: String, keeping session: TestSession? = nil,
        as bearer: String
    ) async throws -> TestRegistry.Reply {
        let kept = session.map { #", "refreshToken": "\#($0.refreshToken)""# } ?? ""
        return try await registry.post(
            "/v1/me/secret", #"{"current": "\#(current)", "secret": "\#(secret)"\#(kept)}"#, as: bearer)
    }

    @Test(.database) func `another secret ends all sessions but the one it is given in`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let here = try await registry.signIn(&owner)
            let there = try await registry.signIn(&owner)
            #expect(try await change(registry, owner.secret, "864209", keeping: here, as: here.bearer).status == 204)

            #expect(try await registry.refresh(here.refreshToken).status == 201)
            #expect(try await registry.refresh(there.refreshToken).slug == "session-over")
            #expect(try await registry.call(.get, "/v1/me", as: here.bearer).status == 200)
            #expect(try await registry.call(.get, "/v1/me", as: there.bearer).slug == "token-refused")
            #expect(try await registry.signIn(owner.login, owner.secret).status == 401)
            owner.secret = "864209"
            let next = try await registry.signIn(&owner)
            #expect(try await change(registry, "864209", "975310", as: next.bearer).status == 204)
            #expect(try await registry.refresh(next.refreshToken).slug == "session-over")
            #expect(try await registry.doorEvents().count { $0 == "secretChanged" } == 2)
        }
    }

    @Test(.database) func `a secret is not changed without the present one, a fresh sign-in and a good new one`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)
            for (current, secret, field) in [
                ("000000", "864209", "current"), (owner.secret, "123456", "secret"), (owner.secret, "7", "secret"),
                (owner.secret, owner.secret, "secret"),
            ] {
                let answer = try await change(registry, current, secret, as: session.bearer)
                #expect(answer.status == 400)
                #expect(try answer.fields == [field])
                #expect(!answer.text.contains(secret) || secret == "7")
            }
            for _ in 0..<5 { _ = try await change(registry, "000000", "864209", as: session.bearer) }
            #expect(try await change(registry, owner.secret, "864209", as: session.bearer).slug == "too-many-attempts")
            try await registry.run("DELETE FROM attempt")
            let stranger = try await registry.enrolOperator("wang.li")
            var other = stranger
            let foreign = try await registry.signIn(&other)
            let borrowed = try await change(registry, owner.secret, "864209", keeping: foreign, as: session.bearer)
            #expect(try borrowed.slug == "session-over")

            try await registry.run("UPDATE session SET signed_in_at = signed_in_at - interval '6 minutes'")
            let stale = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            let late = try await change(registry, owner.secret, "864209", as: stale.bearer)
            #expect(try late.slug == "fresh-sign-in-required")
            _ = try await registry.signIn(&owner)
            let token = try await registry.token(
                #"{"subject": "nobody", "roles": [], "operator": true}"#
            ).decode(TestRegistry.Token.self).token
            #expect(try await change(registry, "x", "864209", as: "Bearer \(token)").slug == "no-account")
        }
    }

    @Test(.database) func `what an operator hands an owner replaces a lost factor, and a letter does not`() async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            var session = try await registry.signIn(&owner)
            let added = try await registry.post("/v1/second-factors", as: session.bearer)
            let key = try added.decode(ActivatedPerson.SecondFactor.self).key
            owner.totp = Totp(key: base32(key))
            #expect(try await registry.signIn(&owner).secondFactor)

            let letter = try await registry.letters(["1-1-101"]).letters[0]
            #expect(try await registry.activate(letter.code, secret: "864209").status == 201)
            owner.secret = "864209"
            session = try await registry.signIn(&owner)
            #expect(session.secondFactor, "the app still has the key")
            #expect(try await registry.post("/v1/second-factors", as: session.bearer).slug == "second-factor-exists")

            let handed = try await registry.post("/v1/people/\(owner.id)/code", as: registry.bearer(.operator))
            let code = try handed.decode(IssuedCode.self).code
            #expect(try await registry.activate(code, secret: "975310").status == 201)
            owner.secret = "975310"
            session = try await registry.signIn(&owner, withCode: false)
            #expect(try await registry.post("/v1/second-factors", as: session.bearer).status == 201)
        }
    }

    @Test(.database) func `an account speaks for whoever comes back under a reference, and not for somebody else`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            #expect(try await registry.signIn(&owner).roles.isEmpty == false)
            func sell(_ row: RollText, on day: String) async throws {
                let path = "/v1/communities/runfeng/roll/transfers?on=\(day)"
                let sold = try await registry.call(
                    .post, path, as: registry.bearer(.committee), row.text, mediaType: "text/csv")
                #expect(sold.status == 200, "\(sold.text)")
            }
            try await sell(RollText().row("1-1-101", "N"), on: "2020-01-02")
            #expect(try await registry.signIn(&owner).roles.isEmpty)
            try await sell(RollText().row("1-1-101", "A"), on: "2020-01-03")
            #expect(try await registry.signIn(&owner).roles.isEmpty == false)

            try await sell(RollText().row("1-1-101", "N"), on: "2020-01-04")
            let letters = try await registry.letters(["1-1-101"]).letters.count
            #expect(letters == 1)
            try await sell(RollText().row("1-1-101", "A", name: "Another"), on: "2020-01-05")
            let session = try await registry.signIn(&owner)
            #expect(session.roles.isEmpty)
            #expect(try session.claims.owners?.isEmpty != false)
            // The letter of whoever has the reference now makes an account of their own.
            let code = try await registry.letters(["1-1-101"]).letters[0].code
            #expect(try await registry.activate(code, login: "another.a", secret: "864209").status == 201)
            var another = TestPerson(id: "", login: "another.a", secret: "864209")
            #expect(try await registry.signIn(&another).roles.isEmpty == false)
            #expect(try await registry.signIn(&owner).roles.isEmpty)
        }
    }
}
