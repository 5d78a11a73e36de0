import Foundation
import HTTPTypes
import Logging
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct ActivationTests {
    @Test(.database) func `an owner activates a letter, signs in with a PIN, and votes as the roll says`() async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)

            let unit = try await registry.published(UnitsRecorded.self).first?.units.first
            #expect(session.subject == unit?.voter.description)
            #expect(session.roles == [.init(community: "runfeng", roles: ["owner"])])
            #expect(!session.operator && !session.secondFactor)
            let me = try await registry.call(.get, "/v1/me", as: session.bearer)
            #expect(me.text.contains(#""units":["1-1-101"]"#), "\(me.text)")
            #expect(try await registry.call(.get, "/v1/people", as: session.bearer).status == 403)
        }
    }

    @Test(.database) func `letters are made for those who have none, and a new one cancels the one before`()
        async throws
    {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A", name: "甲").row("1-1-102", "A", name: "甲").row("1-1-103", "B")
            _ = try await registry.importRoll(roll)
            let first = try await registry.letters()
            #expect(first.letters.map(\.units) == [["1-1-101", "1-1-102"], ["1-1-103"]])
            #expect(first.letters.map(\.ownerRef) == ["A", "B"] && !first.more)
            #expect(try await registry.letters().letters.isEmpty)

            let second = try await registry.letters(["1-1-103"])
            #expect(second.letters.count == 1)
            let old = try await registry.activate(first.letters[1].code, login: "owner.b", secret: "739102")
            #expect(old.status == 410)
            #expect(try old.slug == "code-over")
            let new = try await registry.activate(second.letters[0].code, login: "owner.b", secret: "739102")
            #expect(new.status == 201)

            let unknown = try await registry.post(
                "/v1/communities/runfeng/letters", #"{"units": ["1-1-101", "9-9-999"]}"#,
                as: registry.bearer(.operator))
            #expect(unknown.status == 400)
            #expect(try unknown.fields == ["units[1]"])
            #expect(
                try await registry.post("/v1/communities/runfeng/letters", "{}", as: registry.bearer(.committee))
                    .status == 403)
        }
    }

    @Test(.database) func `a code that is wrong is refused whatever it is, and ten tries end it`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            let nearly = String(code.dropLast()) + (code.last == "A" ? "C" : "A")
            let answers = [
                try await registry.activate("", login: "owner.a", secret: "739102"),
                try await registry.activate("hello", login: "owner.a", secret: "739102"),
                try await registry.activate(OneTimeCode().text, login: "owner.a", secret: "739102"),
                try await registry.activate(nearly, login: "owner.a", secret: "739102"),
            ]
            #expect(Set(answers.map(\.text)).count == 1)
            for answer in answers {
                #expect(answer.status == 403)
                #expect(try answer.slug == "code-refused")
            }
            #expect(try await registry.doorEvents().count { $0 == "codeRefused" } == answers.count)
            for index in 1..<10 {
                #expect(try await registry.activate(nearly, secret: "739102", from: "192.0.2.\(index)").status == 403)
            }
            let late = try await registry.activate(code, login: "owner.a", secret: "739102", from: "192.0.2.99")
            #expect(try late.slug == "code-over")
        }
    }

    @Test(.database) func `guessing codes from one address is slowed down`() async throws {
        try await TestRegistry.run { registry in
            for _ in 0..<30 {
                #expect(try await registry.activate(OneTimeCode().text, secret: "x", from: "192.0.2.1").status == 403)
            }
            let answer = try await registry.activate(OneTimeCode().text, secret: "x", from: "192.0.2.1")
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] != nil)
        }
    }

    @Test(.database) func `a code works once, and not after its days`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            let letters = try await registry.letters().letters
            let first = try await registry.activate(letters[0].code, login: "owner.a", secret: "739102")
            #expect(first.status == 201)
            #expect(try await registry.activate(letters[0].code, login: "owner.x", secret: "739102").status == 410)

            try await registry.run("UPDATE activation_code SET expires_at = clock_timestamp() WHERE used_at IS NULL")
            #expect(try await registry.activate(letters[1].code, login: "owner.b", secret: "739102").status == 410)
            #expect(try await registry.doorEvents().count { $0 == "codeRefused" } == 2, "the used one and the old one")
            // A letter that is too old does not keep its owner from getting another.
            #expect(try await registry.letters().letters.map(\.ownerRef) == ["B"])
        }
    }

    @Test(.database) func `of many who use one code at once one gets the account`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<8 {
                    group.addTask {
                        try await registry.activate(code, login: "owner.\(index)", secret: "739102").status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 410, count: 7))
        }
    }

    @Test(
        .database,
        arguments: [
            (#""login": "owner.a", "secret": "123456""#, "secret"), (#""login": "owner.a", "secret": "1""#, "secret"),
            (#""secret": "739102""#, "login"), (#""login": "a b", "secret": "739102""#, "login"),
        ])
    func `what is wrong with a wish is named, and the code is not used up`(wish: String, field: String) async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            let refused = try await registry.post("/v1/activations", #"{"code": "\#(code)", \#(wish)}"#)
            #expect(refused.status == 400)
            #expect(try refused.fields == [field])
            #expect(try await registry.activate(code, login: "owner.a", secret: "739102").status == 201)
        }
    }

    @Test(.database) func `a new letter replaces a forgotten PIN and ends the sessions that were`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)
            let code = try await registry.letters(["1-1-101"]).letters[0].code
            let answer = try await registry.activate(code, secret: "902137")

            #expect(try answer.decode(ActivatedPerson.self).login == owner.login)
            #expect(try await registry.refresh(session.refreshToken).slug == "session-over")
            #expect(try await registry.signIn(owner.login, owner.secret).status == 401)
            owner.secret = "902137"
            #expect(try await registry.signIn(&owner).subject == session.subject)
        }
    }

    @Test(.database) func `who owns in two communities has one account and acts where they say`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            try await registry.register("other")
            let path = "/v1/communities/other"
            let imported = try await registry.call(
                .post, path + "/roll", as: registry.bearer(.operator), RollText().row("2-1-201", "X").text,
                mediaType: "text/csv")
            #expect(imported.status == 200)
            let code = try await registry.post(path + "/letters", "{}", as: registry.bearer(.operator))
                .decode(IssuedLetters.self).letters[0].code
            // Somebody else's name is not to be had, and the letter stays good.
            let taken = try await registry.activate(code, login: owner.login, secret: "somebody else")
            #expect(taken.status == 409)
            #expect(try taken.slug == "login-taken")
            #expect(try await registry.doorEvents().last == "signInRefused")
            let joined = try await registry.activate(code, login: owner.login, secret: owner.secret)
            #expect(joined.status == 201)
            #expect(try joined.decode(ActivatedPerson.self).person == owner.id)

            let home = try await registry.signIn(&owner)
            let other = try await registry.post(
                "/v1/sessions",
                #"{"login": "\#(owner.login)", "secret": "\#(owner.secret)", "community": "other"}"#
            ).decode(TestSession.self)
            #expect(home.roles.map(\.community) == ["runfeng"])
            #expect(other.roles.map(\.community) == ["other"])
            #expect(home.subject != other.subject)
            // Whoever asks for two people can tell that these are one.
            for (session, another) in [(home, other), (other, home)] {
                #expect(try session.claims.account == owner.id)
                #expect(try session.claims.owners == [another.subject])
            }
        }
    }

    @Test(.database) func `who has sold is no owner from the next refresh on`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)
            _ = try await registry.importRoll(RollText().row("1-1-101", "Z").row("1-1-102", "B"))
            let next = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(next.roles.isEmpty)
            #expect(try await registry.call(.get, "/v1/me", as: next.bearer).status == 200)
        }
    }

    @Test(.database) func `a lost second factor is replaced with a new code`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            let issued = try await registry.post("/v1/people/\(person.id)/code", as: session.bearer)
                .decode(IssuedCode.self)
            let old = person
            let answer = try await registry.activate(issued.code, secret: "another long passphrase")
            let key = try #require(try answer.decode(ActivatedPerson.self).secondFactor?.key)
            person = TestPerson(
                id: old.id, login: old.login, secret: "another long passphrase", totp: Totp(key: base32(key)))

            #expect(try await registry.refresh(session.refreshToken).slug == "session-over")
            var stale = old
            #expect(try await registry.signIn(old.login, old.secret, code: stale.nextCode()).status == 401)
            #expect(try await registry.signIn(&person).operator)
            let unknown = try await registry.post(
                "/v1/people/00000000-0000-4000-8000-000000000000/code", as: registry.bearer(.operator))
            #expect(try unknown.slug == "unknown-person")
        }
    }

    // MARK: - What is personal

    @Test(.database) func `nothing that is secret or personal lies in the database or in an event as it was given`()
        async throws
    {
        try await TestRegistry.run { registry in
            var op = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&op)
            let staff = try await registry.enrol("zhao", as: session.bearer)
            var owner = try await registry.owner(secret: "canary-secret-9")
            let ownerSession = try await registry.signIn(&owner)
            let code = try await registry.letters(["1-1-102"]).letters[0].code
            let tables = [
                "account", "account_owner", "account_sealed", "activation_code", "attempt", "credential", "door_event",
                "personal_look", "refresh_token", "role_grant", "sealed_answer", "session", "outbox",
                "http_idempotency",
            ]
            let plain = code.replacingOccurrences(of: "-", with: "")
            let canaries = [
                TestRegistry.canaryName, TestRegistry.canaryPhone, TestRegistry.passphrase, owner.secret, plain,
                String(plain.suffix(14)), session.refreshToken, ownerSession.refreshToken, staff.totp?.text ?? "?",
            ]
            #expect(try await registry.dump("account").contains("wang.li"), "the search sees what is there")
            for table in tables {
                let text = try await registry.dump(table)
                for canary in canaries {
                    let hex = canary.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                    #expect(!text.contains(canary) && !text.contains(hex), "\(table) holds \(canary)")
                }
            }
        }
    }

    @Test(.database) func `every look at a name is noted, and read by auditors of the community alone`() async throws {
        try await TestRegistry.run { registry in
            var op = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&op)
            let staff = try await registry.enrol("zhao", as: session.bearer)
            let shown = try await registry.call(.get, "/v1/people/\(staff.id)", as: session.bearer)
            #expect(shown.text.contains(TestRegistry.canaryPhone))
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            _ = try await registry.letters()
            _ = try await registry.get("roll.csv", as: session.bearer)

            let all = try await registry.call(.get, "/v1/looks", as: session.bearer).decode(Looks.self).looks
            #expect(all.map(\.what) == ["name, phone", "letter", "roll.csv"])
            #expect(all[0].who == op.id && all[0].whose == staff.id)
            let first = try await registry.call(.get, "/v1/looks?limit=1", as: session.bearer).decode(Looks.self)
            let rest = try await registry.call(.get, "/v1/looks?cursor=\(first.next ?? "")", as: session.bearer)
            #expect(try rest.decode(Looks.self).looks.count == 2)
            let local = try await registry.get("looks", as: registry.bearer(.auditor)).decode(Looks.self).looks
            #expect(local.map(\.what) == ["letter", "roll.csv"])
            #expect(try await registry.get("looks", as: registry.bearer(.committee)).status == 403)
            try await registry.register("other")
            #expect(
                try await registry.call(.get, "/v1/communities/other/looks", as: registry.bearer(.auditor)).status
                    == 403)
            await #expect(throws: PostgresError.self) { try await registry.run("DELETE FROM personal_look") }
            await #expect(throws: PostgresError.self) { try await registry.run("UPDATE door_event SET what = 'x'") }
        }
    }

    @Test(.database) func `a new master key opens names and second factors, and a deleted row is forgotten`()
        async throws
    {
        try await TestRegistry.run { registry in
            let person = try await registry.enrolOperator("wang.li")
            let id = try AccountID(parsing: person.id)
            let old = try String(contentsOfFile: registry.personalKeyFile, encoding: .utf8)
            let new = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString() + "\n"
            let opening = VaultOpening(
                pool: registry.service.pool, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            func openVault(_ keys: String) async throws -> PersonalVault {
                try keys.write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
                return try await opening.open(keyFile: registry.personalKeyFile)
            }
            _ = try await openVault(new + old)
            let store = DetailStore(vault: try await openVault(new))

            let details = try await registry.service.pool.withTransaction { transaction in
                try await store.details(of: id, in: transaction)
            }
            #expect(details.name == TestRegistry.canaryName && details.totpKey == person.totp?.key)
            await #expect(throws: ConfigurationError.self) { try await openVault(old) }
            try await registry.run("DELETE FROM account_sealed")
            let forgotten = try await registry.service.pool.withTransaction { transaction in
                try await store.details(of: id, in: transaction)
            }
            #expect(forgotten == AccountDetails())
        }
    }

    private struct Looks: Decodable {
        let looks: [Look]
        let next: String?

        struct Look: Decodable {
            let who: String
            let whose: String?
            let what: String
        }
    }
}

extension TestRegistry {
    /// All rows of a table as PostgreSQL writes them, bytes in hexadecimal digits.
    fileprivate func dump(_ table: String) async throws -> String {
        try await service.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT coalesce(
                    query_to_xml(
                        'SELECT entry::text FROM ' || quote_ident(\(table)) || ' AS entry', true, false, '')::text, '')
                """, as: String.self
            ).joined()
        }
    }
}
