import HTTPTypes
import Logging
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Calls that show what is shown this once, and whose answer was lost on the way.
@Suite(.timeLimit(.minutes(1))) struct LostAnswerTests {
    private static let other = "another long passphrase"

    private func letters(
        _ registry: TestRegistry, key: String, _ body: String = "{}", as authorization: String? = nil
    ) async throws -> TestRegistry.Reply {
        let bearer = if let authorization { authorization } else { try await registry.bearer(.operator) }
        return try await registry.call(.post, "/v1/communities/runfeng/letters", as: bearer, key: key, body)
    }

    private func activate(
        _ registry: TestRegistry, _ code: String, login: String? = nil, secret: String = TestRegistry.passphrase,
        key: String?
    ) async throws -> TestRegistry.Reply {
        let login = login.map { #""login": "\#($0)", "# } ?? ""
        return try await registry.call(
            .post, "/v1/activations", key: key, #"{\#(login)"code": "\#(code)", "secret": "\#(secret)"}"#)
    }

    private func rotate(_ registry: TestRegistry, key: String?, as bearer: String) async throws -> TestRegistry.Reply {
        try await registry.call(.post, "/v1/keys/rotate", as: bearer, key: key)
    }

    private func staffCode(_ registry: TestRegistry) async throws -> String {
        try await registry.post(
            "/v1/operators", #"{"login": "wang.li", "name": "N"}"#, as: "Internal a shared secret"
        ).decode(IssuedCode.self).code
    }

    private func tenMinutesPass(_ registry: TestRegistry) async throws {
        try await registry.run("UPDATE sealed_answer SET at = at - interval '10 minutes'")
    }

    private func count(_ registry: TestRegistry, _ sql: SQL) async throws -> Int64? {
        try await registry.service.pool.withConnection { try await $0.query(sql, as: Int64.self) }.first
    }

    // MARK: - Letters

    @Test(.database) func `whoever lost the answer to letters gets the same ones by the same key`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            let lost = try await letters(registry, key: "call-1")
            let again = try await letters(registry, key: "call-1")

            #expect(lost.status == 201 && again.status == 201)
            #expect(again.text == lost.text)
            let made = try again.decode(IssuedLetters.self).letters
            #expect(made.map(\.ownerRef) == ["A", "B"])
            #expect(try await count(registry, "SELECT count(*) FROM activation_code") == 2)
            #expect(try await count(registry, "SELECT count(*) FROM personal_look WHERE what = 'letter'") == 4)
            #expect(try await registry.activate(made[0].code, login: "owner.a", secret: "739102").status == 201)
            #expect(try await letters(registry, key: "call-2").decode(IssuedLetters.self).letters.isEmpty)
        }
    }

    @Test(.database) func `letters are one call's for whoever asks for them twice at once`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let bearer = try await registry.bearer(.operator)
            let answers = try await withThrowingTaskGroup(of: TestRegistry.Reply.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await letters(registry, key: "call-1", #"{"units": ["1-1-101"]}"#, as: bearer)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 })
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(try await count(registry, "SELECT count(*) FROM activation_code") == 1)
        }
    }

    @Test(.database) func `the key of letters says nothing to somebody else, nor of another wish`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            let made = try await letters(registry, key: "call-1").decode(IssuedLetters.self).letters

            let other = try await letters(registry, key: "call-1", as: registry.otherOperator())
            #expect(try other.decode(IssuedLetters.self).letters.isEmpty)
            let wish = try await letters(registry, key: "call-1", #"{"units": ["1-1-101"]}"#)
            #expect(wish.status == 422)
            #expect(try wish.slug == "idempotency-key-reuse")
            #expect(try await registry.activate(made[0].code, login: "owner.a", secret: "739102").status == 201)
        }
    }

    @Test(.database) func `who asks too late for letters is told whose to make anew`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            _ = try await letters(registry, key: "call-1")
            try await tenMinutesPass(registry)

            let late = try await letters(registry, key: "call-1")
            #expect(late.status == 410)
            #expect(try late.slug == "answer-gone")
            #expect(late.text.contains("1-1-101 1-1-102") && late.text.contains("new letters"), "\(late.text)")
            let anew = try await letters(registry, key: "call-2", #"{"units": ["1-1-101", "1-1-102"]}"#)
            #expect(try anew.decode(IssuedLetters.self).letters.count == 2)
        }
    }

    @Test(.database) func `a kept answer is sealed, and gone after ten minutes`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A", name: TestRegistry.canaryName))
            let code = try #require(
                try await letters(registry, key: "call-1").decode(IssuedLetters.self).letters.first
            ).code
            let sealed = try await registry.service.pool.withConnection {
                try await $0.query("SELECT sealed FROM sealed_answer", as: ([UInt8]).self)
            }
            #expect(sealed.count == 1 && sealed[0].count > 100)
            for secret in [code, TestRegistry.canaryName, "call-1"] {
                #expect(sealed[0].firstRange(of: Array(secret.utf8)) == nil)
            }

            func kept() async throws -> Int64? {
                try await ForgetPast(pool: registry.service.pool, logger: Logger(label: "test")).forget()
                return try await count(registry, "SELECT count(sealed) FROM sealed_answer")
            }
            #expect(try await kept() == 1)
            try await tenMinutesPass(registry)
            #expect(try await kept() == 0)
            #expect(try await letters(registry, key: "call-1").slug == "answer-gone", "that it was made is known")
            try await registry.run("UPDATE sealed_answer SET at = at - interval '30 days'")
            #expect(try await kept() == 0)
            #expect(try await count(registry, "SELECT count(*) FROM sealed_answer") == 0)
        }
    }

    // MARK: - Activation

    @Test(.database) func `staff whose activation was answered to nobody get the key of their app by the same key`()
        async throws
    {
        try await TestRegistry.run { registry in
            let code = try await staffCode(registry)
            let lost = try await activate(registry, code, key: "call-1")
            // Typed once more, and not in the same way.
            let typed = code.lowercased().filter { $0 != "-" }
            let again = try await activate(registry, typed, key: "call-1")

            #expect(lost.status == 201 && again.status == 201)
            #expect(again.text == lost.text)
            let answer = try again.decode(ActivatedPerson.self)
            let key = try #require(answer.secondFactor?.key)
            var person = TestPerson(
                id: answer.person, login: answer.login, secret: TestRegistry.passphrase, totp: Totp(key: base32(key)))
            #expect(try await registry.signIn(&person).operator)
            let doors = try await registry.doorEvents()
            #expect(doors.count { $0 == "activated" } == 1 && !doors.contains("codeRefused"))
        }
    }

    @Test(.database) func `an owner whose activation was answered to nobody gets the answer by the same key`()
        async throws
    {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            let lost = try await activate(registry, code, login: "owner.a", secret: "739102", key: "call-1")
            let again = try await activate(registry, code, login: "owner.a", secret: "739102", key: "call-1")
            #expect(lost.status == 201 && again.status == 201)
            #expect(again.text == lost.text)
        }
    }

    @Test(
        .database,
        arguments: [
            ("another key", "code-over"), ("no key", "code-over"), ("another secret", "idempotency-key-reuse"),
            ("another code", "code-refused"), ("too late", "answer-gone"),
        ])
    func `nobody learns what an activation was answered by`(odd: String, slug: String) async throws {
        try await TestRegistry.run { registry in
            let code = try await staffCode(registry)
            let key = try #require(
                try await activate(registry, code, key: "call-1").decode(ActivatedPerson.self).secondFactor?.key)
            if odd == "too late" { try await tenMinutesPass(registry) }
            let refused = try await activate(
                registry, odd == "another code" ? OneTimeCode().text : code,
                secret: odd == "another secret" ? Self.other : TestRegistry.passphrase,
                key: odd == "another key" ? "call-2" : odd == "no key" ? nil : "call-1")

            #expect(try refused.slug == slug)
            #expect(!refused.text.contains(key))
            var person = TestPerson(
                id: "", login: "wang.li", secret: TestRegistry.passphrase, totp: Totp(key: base32(key)))
            #expect(try await registry.signIn(&person).secondFactor, "the secret is as it was")
        }
    }

    @Test(.database) func `an activation that is sent twice at once is answered twice`() async throws {
        try await TestRegistry.run { registry in
            let code = try await staffCode(registry)
            let answers = try await withThrowingTaskGroup(of: TestRegistry.Reply.self) { group in
                for _ in 0..<4 { group.addTask { try await activate(registry, code, key: "call-1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.map(\.status) == [201, 201, 201, 201])
            #expect(Set(answers.map(\.text)).count == 1)
        }
    }

    @Test(.database) func `a browser that sends the form of a letter again shows the same page`() async throws {
        try await TestRegistry.run { registry in
            let fields: HTTPFields = [.acceptLanguage: "en", .contentType: "application/x-www-form-urlencoded"]
            let empty = try await registry.service.send(.get, "/activate", [.acceptLanguage: "en"])
            let key = try #require(empty.text.firstMatch(of: /name="key" value="([^"]{22})"/)?.output.1)
            let code = try await staffCode(registry)
            func send(_ secret: String) async throws -> TestRegistry.Reply {
                try await registry.service.send(
                    .post, "/activate", fields, "key=\(key)&code=\(code)&login=&secret=\(secret)")
            }

            let lost = try await send("correct+horse+battery")
            let again = try await send("correct+horse+battery")
            #expect(lost.status == 200 && again.status == 200)
            #expect(again.text == lost.text && again.text.contains("<svg"))
            let other = try await send("another+long+passphrase")
            #expect(other.status == 410 && !other.text.contains("Idempotency"))
        }
    }

    // MARK: - Keys

    @Test(.database) func `a rotation whose answer was lost is done once by the same key`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let before = try await registry.signIn(&person)
            let lost = try await rotate(registry, key: "call-1", as: before.bearer)
            let again = try await rotate(registry, key: "call-1", as: before.bearer)

            #expect(lost.status == 200 && again.status == 200)
            #expect(again.text == lost.text)
            #expect(try await registry.call(.get, "/v1/people", as: before.bearer).status == 200)
        }
    }

    @Test(.database) func `another key, or another person, is another rotation`() async throws {
        try await TestRegistry.run { registry in
            let other = try await registry.otherOperator()
            let first = try await rotate(registry, key: "call-1", as: other)
            let second = try await rotate(registry, key: "call-1", as: registry.bearer(.operator))
            let third = try await rotate(registry, key: "call-2", as: registry.bearer(.operator))
            #expect(Set([first, second, third].map(\.text)).count == 3)
            #expect(try await registry.call(.get, "/v1/people", as: other).slug == "token-refused")
        }
    }

    @Test(.database) func `a rotation of long ago is not done again, and who asks is told to look`() async throws {
        try await TestRegistry.run { registry in
            let bearer = try await registry.bearer(.operator)
            _ = try await rotate(registry, key: "call-1", as: bearer)
            let keys = try await registry.call(.get, "/v1/keys").text
            try await tenMinutesPass(registry)

            let late = try await rotate(registry, key: "call-1", as: bearer)
            #expect(late.status == 410)
            #expect(try late.slug == "answer-gone" && late.text.contains("list of keys"))
            #expect(try await registry.call(.get, "/v1/keys").text == keys)
        }
    }

    @Test(.database) func `a rotation that broke off behind the file is not done a second time`() async throws {
        try await TestRegistry.run { registry in
            let bearer = try await registry.bearer(.operator)
            let keys = try await registry.call(.get, "/v1/keys").decode(Keys.self).keys.map(\.kid)
            try await registry.run(
                """
                CREATE TRIGGER cut BEFORE INSERT ON door_event FOR EACH STATEMENT EXECUTE FUNCTION people_only_grow()
                """)
            #expect(try await rotate(registry, key: "call-1", as: bearer).status == 500)
            try await registry.run("DROP TRIGGER cut ON door_event")

            #expect(try await rotate(registry, key: "call-1", as: bearer).status == 200)
            let now = try await registry.call(.get, "/v1/keys").decode(Keys.self).keys.map(\.kid)
            #expect(now.count == 2 && now.last == keys.first, "one rotation, whose token before is good")
            #expect(try await registry.doorEvents().contains("keysRotated"))
        }
    }

    private struct Keys: Decodable {
        let keys: [Key]

        struct Key: Decodable { let kid: String }
    }
}
