import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct SessionTests {
    // MARK: - Signing in

    @Test(.database) func `an operator signs in with passphrase and code, and the token opens what operators may`()
        async throws
    {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)

            #expect(session.operator && session.secondFactor)
            #expect(session.subject == person.id)
            let list = try await registry.call(.get, "/v1/people", as: session.bearer)
            #expect(list.status == 200)
            #expect(list.text.contains(#""login":"wang.li""#))
            #expect(try await registry.doorEvents().suffix(2) == ["activated", "signedIn"])
        }
    }

    @Test(.database) func `whatever is wrong, the answer is the same`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let code = person.nextCode() ?? ""
            let unactivated = try await registry.post(
                "/v1/people", #"{"login": "zhao", "name": "Z"}"#, as: registry.bearer(.operator))
            #expect(unactivated.status == 201)
            let answers = [
                try await registry.signIn("nobody", person.secret, code: code),
                try await registry.signIn("no such name can be!", person.secret, code: code),
                try await registry.signIn("zhao", person.secret),
                try await registry.signIn("wang.li", "wrong", code: code),
                try await registry.signIn("wang.li", person.secret),
                try await registry.signIn("wang.li", person.secret, code: "000000"),
                try await registry.signIn("wang.li", "", code: code),
            ]
            #expect(Set(answers.map(\.text)).count == 1)
            for answer in answers {
                #expect(answer.status == 401)
                #expect(try answer.slug == "sign-in-refused")
                #expect(answer.headers[.setCookie] == nil && answer.headers[.retryAfter] == nil)
            }
            #expect(try await registry.doorEvents().count { $0 == "signInRefused" } == answers.count)
            // A refused try has not used the code up.
            try await registry.run("DELETE FROM attempt")
            #expect(try await registry.signIn("WANG.LI", person.secret, code: code).status == 201)
        }
    }

    @Test(.database) func `a code of the second factor works once`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let code = person.nextCode()
            #expect(try await registry.signIn("wang.li", person.secret, code: code).status == 201)
            #expect(try await registry.signIn("wang.li", person.secret, code: code).slug == "sign-in-refused")
            #expect(try await registry.signIn("wang.li", person.secret, code: person.nextCode()).status == 201)
        }
    }

    @Test(.database) func `a secret that was hashed cheaply is hashed anew when it is next given`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let cheap = try await SecretHasher(cost: 4).hash(Passphrase(given: person.secret))
            try await registry.run(
                "UPDATE credential SET salt = \(cheap.salt), cost = \(cheap.cost), hash = \(cheap.hash)")
            _ = try await registry.signIn(&person)
            let costs = try await registry.service.pool.withConnection {
                try await $0.query("SELECT cost FROM credential", as: (Int16).self)
            }
            #expect(costs == [10])
            _ = try await registry.signIn(&person)
        }
    }

    // MARK: - Brute force

    @Test(.database) func `guessing is slowed down for an account, known or not, also after a restart`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.enrolOperator("wang.li")
            for login in ["wang.li", "nobody"] {
                for _ in 0..<5 { #expect(try await registry.signIn(login, "wrong").status == 401) }
                let answer = try await registry.signIn(login, TestRegistry.passphrase)
                #expect(answer.status == 429)
                #expect(try answer.slug == "too-many-attempts")
                #expect(answer.headers[.retryAfter] == "1")
            }
            // The next one has a master key of its own, so it could not open these.
            try await registry.run("DELETE FROM account_sealed")
        }
        try await TestRegistry.run { registry in
            // The sixth, seventh … try were not made yet: pretend that the second has passed, and try once more.
            try await registry.run("UPDATE attempt SET blocked_until = clock_timestamp()")
            #expect(try await registry.signIn("wang.li", "wrong").status == 401)
            let answer = try await registry.signIn("wang.li", "wrong")
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] == "2")
        }
    }

    @Test(.database) func `many who guess at once do not slip through together`() async throws {
        try await TestRegistry.run { registry in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 { group.addTask { try await registry.signIn("nobody", "wrong").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 401 } == 5)
            #expect(statuses.count { $0 == 429 } == 15)
        }
    }

    @Test(.database) func `an address that tries many names is slowed down, and others are not`() async throws {
        try await TestRegistry.run { registry in
            for index in 0..<30 {
                let answer = try await registry.signIn("name-\(index)", "x", from: "203.0.113.7")
                #expect(answer.status == 401)
            }
            #expect(try await registry.signIn("name-99", "x", from: "203.0.113.7").status == 429)
            // What a client writes in front of the gateway's word does not count.
            #expect(try await registry.signIn("name-98", "x", from: "198.51.100.1, 203.0.113.7").status == 429)
            #expect(try await registry.signIn("name-99", "x", from: "203.0.113.8").status == 401)
        }
    }

    @Test(.database) func `who signs in properly starts anew`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            for _ in 0..<4 { #expect(try await registry.signIn("wang.li", "wrong").status == 401) }
            _ = try await registry.signIn(&person)
            for _ in 0..<4 { #expect(try await registry.signIn("wang.li", "wrong").status == 401) }
        }
    }

    @Test(.database) func `signing in without a code does not set back the tries of codes`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)
            let added = try await registry.post("/v1/second-factors", as: session.bearer)
            owner.totp = Totp(key: base32(try added.decode(ActivatedPerson.SecondFactor.self).key))
            let now = Totp.step(at: WallClock.now())
            let right = Set((now - 2...now + 4).compactMap { owner.totp?.code(step: $0) })
            let wrong = try #require((0...9).map { "00000\($0)" }.first { !right.contains($0) })
            for try_ in 1...5 {
                #expect(try await registry.signIn(owner.login, owner.secret, code: wrong).status == 401, "\(try_)")
                #expect(try await registry.signIn(&owner, withCode: false).secondFactor == false)
            }
            #expect(try await registry.signIn(owner.login, owner.secret, code: wrong).slug == "too-many-attempts")
            #expect(try await registry.signIn(&owner, withCode: false).secondFactor == false)

            // The pause has passed; the right code sets everything back.
            try await registry.run("UPDATE attempt SET blocked_until = clock_timestamp()")
            #expect(try await registry.signIn(&owner).secondFactor)
            for _ in 1...4 {
                #expect(try await registry.signIn(owner.login, owner.secret, code: wrong).status == 401)
            }
        }
    }

    // MARK: - Going on

    @Test(.database) func `a session goes on with a new refresh token each time`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            var session = try await registry.signIn(&person)
            for _ in 0..<3 {
                let answer = try await registry.refresh(session.refreshToken)
                #expect(answer.status == 201)
                let next = try answer.decode(TestSession.self)
                #expect(next.refreshToken != session.refreshToken && next.operator)
                session = next
            }
            #expect(try await registry.call(.get, "/v1/people", as: session.bearer).status == 200)
        }
    }

    @Test(.database) func `a refresh token that comes twice ends the whole family`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let stolen = try await registry.signIn(&person)
            let other = try await registry.signIn(&person)
            let next = try await registry.refresh(stolen.refreshToken).decode(TestSession.self)

            #expect(try await registry.refresh(stolen.refreshToken).slug == "session-over")
            #expect(try await registry.refresh(next.refreshToken).slug == "session-over")
            #expect(try await registry.refresh(other.refreshToken).status == 201, "another sign-in is another family")
            #expect(try await registry.doorEvents().contains("refreshReused"))
            for noise in ["", "x", String(repeating: "A", count: 43)] {
                #expect(try await registry.refresh(noise).slug == "session-over")
            }
        }
    }

    @Test(.database) func `whoever lost the answer to a refresh gets another one by the same key`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            _ = try await registry.refresh(session.refreshToken, key: "call-1").decode(TestSession.self)
            let lost = try await registry.refresh(session.refreshToken, key: "call-1").decode(TestSession.self)
            let next = try await registry.refresh(session.refreshToken, key: "call-1").decode(TestSession.self)

            #expect(next.refreshToken != lost.refreshToken && next.operator)
            #expect(try await registry.call(.get, "/v1/people", as: next.bearer).status == 200)
            #expect(try await registry.refresh(next.refreshToken, key: "call-2").status == 201)
        }
    }

    @Test(.database) func `who uses the answer that was lost to somebody else ends the whole family`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            let lost = try await registry.refresh(session.refreshToken, key: "call-1").decode(TestSession.self)
            let next = try await registry.refresh(session.refreshToken, key: "call-1").decode(TestSession.self)

            #expect(try await registry.refresh(lost.refreshToken, key: "call-1").slug == "session-over")
            #expect(try await registry.refresh(next.refreshToken).slug == "session-over")
            #expect(try await registry.doorEvents().contains("refreshReused"))
        }
    }

    @Test(.database, arguments: ["another key", "no key", "no key before", "an answer that was used", "too late"])
    func `a refresh token that comes twice ends the family in spite of`(odd: String) async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            let first = odd == "no key before" ? nil : "call-1"
            var last = try await registry.refresh(session.refreshToken, key: first).decode(TestSession.self)
            if odd == "an answer that was used" {
                last = try await registry.refresh(last.refreshToken, key: "call-2").decode(TestSession.self)
            }
            if odd == "too late" {
                try await registry.run("UPDATE refresh_token SET used_at = used_at - interval '10 minutes'")
            }
            let second: String? =
                switch odd {
                case "another key": "call-3"
                case "no key": nil
                default: "call-1"
                }

            #expect(try await registry.refresh(session.refreshToken, key: second).slug == "session-over")
            #expect(try await registry.refresh(last.refreshToken).slug == "session-over")
            #expect(try await registry.doorEvents().contains("refreshReused"))
        }
    }

    @Test(.database) func `of two who use a refresh token at once nobody keeps the session`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            let answers = try await withThrowingTaskGroup(of: TestRegistry.Reply.self) { group in
                for _ in 0..<2 { group.addTask { try await registry.refresh(session.refreshToken) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.map(\.status).sorted() == [201, 401])
            for answer in answers where answer.status == 201 {
                let token = try answer.decode(TestSession.self).refreshToken
                #expect(try await registry.refresh(token).slug == "session-over")
            }
        }
    }

    @Test(.database) func `a session is over when its time is, and when its person signs out`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let first = try await registry.signIn(&person)
            let second = try await registry.signIn(&person)
            let third = try await registry.signIn(&person)
            func end(_ session: TestSession, _ more: String = "") async throws -> Int {
                try await registry.post("/v1/sessions/end", #"{"refreshToken": "\#(session.refreshToken)"\#(more)}"#)
                    .status
            }
            #expect(try await end(first) == 204)
            #expect(try await registry.refresh(first.refreshToken).slug == "session-over")
            #expect(try await registry.refresh(second.refreshToken).status == 201)
            #expect(try await end(second, #", "everywhere": true"#) == 204, "a used token still signs out")
            #expect(try await registry.refresh(third.refreshToken).slug == "session-over")
            let unknown = try await registry.post("/v1/sessions/end", #"{"refreshToken": "unknown"}"#)
            #expect(unknown.status == 204)

            try await registry.run("UPDATE credential SET totp_step = 0")
            person.step = 0
            let fourth = try await registry.signIn(&person)
            try await registry.run("UPDATE session SET expires_at = clock_timestamp()")
            #expect(try await registry.refresh(fourth.refreshToken).slug == "session-over")
        }
    }

    @Test(.database) func `a session that went on is not a fresh sign-in`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            #expect(try await registry.post("/v1/keys/rotate", as: session.bearer).status == 200)

            try await registry.run("UPDATE session SET signed_in_at = signed_in_at - interval '6 minutes'")
            let later = try await registry.refresh(session.refreshToken).decode(TestSession.self)

            let refused = try await registry.post("/v1/keys/rotate", as: later.bearer)
            #expect(refused.status == 401)
            #expect(try refused.slug == "fresh-sign-in-required")
            #expect(try await registry.call(.get, "/v1/people", as: later.bearer).status == 200)
        }
    }

    // MARK: - Keys and tokens

    @Test(.database) func `after a rotation both keys are published and both tokens are good`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let before = try await registry.signIn(&person)
            let keys = try await registry.call(.get, "/v1/keys").decode(Keys.self).keys.map(\.kid)
            let rotated = try await registry.post("/v1/keys/rotate", as: before.bearer)
            let after = try await registry.signIn(&person)

            let published = try await registry.call(.get, "/v1/keys").decode(Keys.self).keys.map(\.kid)
            #expect(published.count == 2 && published.last == keys.first)
            #expect(rotated.text == #"{"key":"\#(published[0])"}"#)
            for session in [before, after] {
                #expect(try await registry.call(.get, "/v1/people", as: session.bearer).status == 200)
            }
            #expect(try await registry.post("/v1/keys/rotate", as: after.bearer).status == 200)
            #expect(try await registry.call(.get, "/v1/people", as: before.bearer).slug == "token-refused")
        }
    }

    @Test(.database) func `a token that was tampered with is refused`() async throws {
        try await TestRegistry.run { registry in
            let session = try await {
                var person = try await registry.enrolOperator("wang.li")
                return try await registry.signIn(&person)
            }()
            let parts = session.token.split(separator: ".").map(String.init)
            func encoded(_ json: String) -> String {
                Data(json.utf8).base64EncodedString().replacingOccurrences(of: "=", with: "")
            }
            let claims = #"{"iss":"tongti-registry","aud":"other","sub":"x","iat":0,"exp":9999999999,"op":true}"#
            for forged in [
                encoded(#"{"alg":"none","typ":"at+jwt","kid":"x"}"#) + "." + parts[1] + ".",
                encoded(#"{"alg":"HS256","typ":"at+jwt","kid":"x"}"#) + "." + parts[1] + "." + parts[2],
                parts[0] + "." + encoded(claims) + "." + parts[2], session.refreshToken,
            ] {
                let answer = try await registry.call(.get, "/v1/people", as: "Bearer \(forged)")
                #expect(answer.status == 401)
                #expect(try answer.slug == "token-refused")
            }
        }
    }

    private struct Keys: Decodable {
        let keys: [Key]

        struct Key: Decodable { let kid: String }
    }
}
