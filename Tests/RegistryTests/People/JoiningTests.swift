import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Letters by which somebody who has an account becomes one more owner.
@Suite(.timeLimit(.minutes(1))) struct JoiningTests {
    private func letter(_ registry: TestRegistry) async throws -> String {
        _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
        return try #require(try await registry.letters(["1-1-102"]).letters.first).code
    }

    private func count(_ registry: TestRegistry, _ sql: SQL) async throws -> Int64? {
        try await registry.service.pool.withConnection { try await $0.query(sql, as: Int64.self) }.first
    }

    /// A code that is not the account's now, nor soon.
    private func strange(_ person: TestPerson) throws -> String {
        try #require(person.totp).code(step: Totp.step(at: WallClock.now()) + 1_000)
    }

    @Test(.database) func `whoever has a letter and not the second factor learns nothing of what staff sign in with`()
        async throws
    {
        try await TestRegistry.run { registry in
            var staff = try await registry.enrolOperator("wang.li")
            let code = try await letter(registry)
            let next = staff.nextCode()
            let factor = try #require(next)
            let wishes: [(secret: String, factor: String?)] = [
                (staff.secret, nil), (staff.secret, try strange(staff)), ("another long passphrase", factor),
                ("another long passphrase", nil),
            ]
            var answers: Set<String> = []
            for wish in wishes {
                let refused = try await registry.activate(
                    code, login: staff.login, secret: wish.secret, factor: wish.factor)
                #expect(refused.status == 409)
                #expect(try refused.slug == "login-taken")
                answers.insert(refused.text)
            }
            #expect(answers.count == 1)
            #expect(try await count(registry, "SELECT count(*) FROM account_owner") == 0)
            #expect(try await registry.doorEvents().count { $0 == "signInRefused" } == wishes.count)

            try await registry.run("DELETE FROM attempt")
            let joined = try await registry.activate(code, login: staff.login, secret: staff.secret, factor: factor)
            #expect(joined.status == 201, "\(joined.text)")
            #expect(try await count(registry, "SELECT count(*) FROM account_owner") == 1)
            #expect(try await registry.signIn(staff.login, staff.secret, code: factor).status == 401, "it is used up")
        }
    }

    @Test(.database) func `an owner proves the second factor that they use`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let code = try await letter(registry)
            _ = try await registry.addFactor(to: &owner)
            let refused = try await registry.activate(code, login: owner.login, secret: owner.secret)
            #expect(try refused.slug == "login-taken")
            #expect(try await registry.join(code, as: &owner).status == 201)
        }
    }

    @Test(.database) func `guessing codes of a second factor by a letter is slowed down`() async throws {
        try await TestRegistry.run { registry in
            let staff = try await registry.enrolOperator("wang.li")
            let code = try await letter(registry)
            func guess() async throws -> TestRegistry.Reply {
                try await registry.activate(code, login: staff.login, secret: staff.secret, factor: strange(staff))
            }
            for _ in 0..<5 { #expect(try await guess().status == 409) }
            #expect(try await guess().slug == "too-many-attempts")
            let signIn = try await registry.signIn(staff.login, staff.secret, code: strange(staff))
            #expect(try signIn.slug == "too-many-attempts", "it is counted as in signing in")
        }
    }

    @Test(.database) func `whoever lost the answer to joining gets it again, though the code is used up`() async throws
    {
        try await TestRegistry.run { registry in
            var staff = try await registry.enrolOperator("wang.li")
            let code = try await letter(registry)
            let next = staff.nextCode()
            let factor = try #require(next)
            let body = """
                {"code": "\(code)", "login": "wang.li", "secret": "\(staff.secret)", "factor": "\(factor)"}
                """
            let answers = try await withThrowingTaskGroup(of: TestRegistry.Reply.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await registry.call(.post, "/v1/activations", key: "call-1", body) }
                }
                return try await group.reduce(into: [TestRegistry.Reply]()) { $0.append($1) }
            }
            let later = try await registry.call(.post, "/v1/activations", key: "call-1", body)
            #expect(answers.map(\.status) == [201, 201, 201] && later.status == 201)
            #expect(Set(answers.map(\.text) + [later.text]).count == 1)
        }
    }

    @Test(.database) func `the page of a letter asks for the code of a second factor as well`() async throws {
        try await TestRegistry.run { registry in
            var staff = try await registry.enrolOperator("wang.li")
            let code = try await letter(registry)
            let empty = try await registry.service.send(.get, "/activate", [.acceptLanguage: "en"])
            #expect(empty.text.contains(#"name="factor""#))
            let fields: HTTPFields = [.acceptLanguage: "en", .contentType: "application/x-www-form-urlencoded"]
            let next = staff.nextCode()
            let factor = try #require(next)
            let form = "code=\(code)&login=wang.li&secret=correct+horse+battery&factor="
            #expect(try await registry.service.send(.post, "/activate", fields, form).status == 409)
            #expect(try await registry.service.send(.post, "/activate", fields, form + factor).status == 200)
        }
    }
}
