import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What a letter in wrong hands can do, and what happens when two people make codes at the same moment.
struct LetterTests {
    private static let other = "another long passphrase"

    /// A letter that was made for an owner, whether it would be made today or not.
    private func stray(_ registry: TestRegistry, to owner: String) async throws -> String {
        let code = OneTimeCode()
        let owner = try OwnerID(parsing: owner)
        try await registry.service.pool.withTransaction { transaction in
            _ = try await CodeStore().issue(
                [code], to: [owner], days: 30, by: Signatory(subject: "test"), in: transaction)
        }
        return code.text
    }

    private func askForLetters(_ registry: TestRegistry) async throws -> TestRegistry.Reply {
        try await registry.post(
            "/v1/communities/runfeng/letters", #"{"units": ["1-1-101"]}"#, as: registry.bearer(.operator))
    }

    private func handedCode(_ registry: TestRegistry, _ person: TestPerson) async throws -> String {
        try await registry.post("/v1/people/\(person.id)/code", as: registry.bearer(.operator))
            .decode(IssuedCode.self).code
    }

    @Test(.database) func `no letter gives staff who also own a flat another secret or another factor`() async throws {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let letter = try await registry.letters().letters[0]
            let joined = try await registry.join(letter.code, as: &person)
            #expect(joined.status == 201)
            #expect(try joined.decode(ActivatedPerson.self).secondFactor == nil)
            #expect(try await registry.signIn(&person).operator, "joining leaves secret and factor")

            #expect(try await askForLetters(registry).slug == "in-person-only")
            let stray = try await stray(registry, to: letter.owner)
            for login in [nil, person.login, "somebody.else"] {
                let refused = try await registry.activate(stray, login: login, secret: Self.other)
                #expect(refused.status == 410)
                #expect(try refused.slug == "code-over" && !refused.text.contains("key"))
            }
            #expect(try await registry.doorEvents().count { $0 == "codeRefused" } == 3)
            #expect(try await registry.signIn(person.login, Self.other).status == 401)
            #expect(try await registry.signIn(&person).operator, "secret and factor are as they were")

            let handed = try await registry.activate(handedCode(registry, person), secret: Self.other)
            let key = try #require(try handed.decode(ActivatedPerson.self).secondFactor?.key)
            person.secret = Self.other
            person.totp = Totp(key: base32(key))
            let session = try await registry.signIn(&person)
            #expect(session.secondFactor && !session.operator, "whoever made the code could have used it")
        }
    }

    @Test(.database) func `a letter leaves an owner's factor, and does not open a role that no factor guards`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            func renew(_ code: String, _ secret: String) async throws {
                let answer = try await registry.activate(code, secret: secret)
                #expect(answer.status == 201)
                #expect(try answer.decode(ActivatedPerson.self).secondFactor == nil)
                owner.secret = secret
            }
            try await renew(registry.letters(["1-1-101"]).letters[0].code, "864209")
            #expect(try await registry.addFactor(to: &owner).secondFactor)
            let wish = #"{"login": "\#(owner.login)", "role": "committee"}"#
            let grant = try await registry.post(
                "/v1/communities/runfeng/roles", wish, as: registry.bearer(.street)
            ).decode(TestGrant.self).grant
            let confirmed = try await registry.post(
                "/v1/communities/runfeng/roles/\(grant)/confirm", as: registry.otherOperator())
            #expect(confirmed.status == 200, "\(confirmed.text)")

            try await renew(registry.letters(["1-1-101"]).letters[0].code, "975310")
            #expect(try await registry.signIn(&owner).roles.flatMap(\.roles) == ["owner", "committee"])

            // Handed over in person: the lost factor is gone, and until there is another one no letter does.
            try await renew(handedCode(registry, owner), "864209")
            #expect(try await askForLetters(registry).slug == "in-person-only")
            let subject = try await registry.signIn(&owner, withCode: false).subject
            let stray = try await stray(registry, to: subject)
            #expect(try await registry.activate(stray, secret: "975310").slug == "code-over")
            #expect(try await registry.addFactor(to: &owner).secondFactor)
            #expect(try await askForLetters(registry).status == 201)
        }
    }

    @Test(.database) func `a handed-over code makes an owner's role a proposal again, and leaves the owner's rights`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            #expect(try await registry.addFactor(to: &owner).secondFactor)
            let roles = "/v1/communities/runfeng/roles"
            let grant = try await registry.post(
                roles, #"{"login": "\#(owner.login)", "role": "committee"}"#, as: registry.bearer(.street)
            ).decode(TestGrant.self).grant
            #expect(try await registry.post("\(roles)/\(grant)/confirm", as: registry.otherOperator()).status == 200)
            let before = try await registry.signIn(&owner)
            #expect(before.roles == [.init(community: "runfeng", roles: ["owner", "committee"])])

            let answer = try await registry.activate(handedCode(registry, owner), secret: "864209")
            #expect(answer.status == 201)
            owner.secret = "864209"
            let bare = try await registry.signIn(&owner, withCode: false)
            #expect(bare.subject == before.subject && !bare.secondFactor)
            #expect(bare.roles == [.init(community: "runfeng", roles: ["owner"])])
            let me = try await registry.call(.get, "/v1/me", as: bare.bearer)
            #expect(me.text.contains(#""units":["1-1-101"]"#), "\(me.text)")
            let list = try await registry.get("roles", as: registry.bearer(.operator)).decode(Grants.self).roles
            #expect(list.map(\.state) == ["revoked", "proposed"] && list.map(\.role) == ["committee", "committee"])

            let anew = try #require(list.last)
            let path = "\(roles)/\(anew.grant)/confirm"
            #expect(try await registry.post(path, as: registry.otherOperator()).slug == "second-factor-missing")
            #expect(try await registry.addFactor(to: &owner).secondFactor)
            #expect(try await registry.signIn(&owner).roles == bare.roles, "a factor is nobody's word")
            #expect(try await registry.post(path, as: registry.bearer(.operator)).slug == "same-person")
            #expect(try await registry.post(path, as: registry.otherOperator()).status == 200)
            #expect(try await registry.signIn(&owner).roles == before.roles)
        }
    }

    @Test(.database) func `a letter is for whoever comes back under a reference, and not for somebody else`()
        async throws
    {
        try await TestRegistry.run { registry in
            let units = ["1-1-101", "1-1-102", "1-1-103", "1-1-104"]
            let owners = ["A", "B", "C", "D"]
            func record(_ row: (_ roll: RollText, _ unit: String, _ ref: String) -> RollText) async throws {
                let roll = zip(units, owners).reduce(RollText()) { row($0, $1.0, $1.1) }
                #expect(try await registry.importRoll(roll).status == 200)
            }
            try await record { $0.row($1, $2) }
            let letters = try await registry.letters().letters
            #expect(letters.map(\.ownerRef) == owners)
            func activate(_ place: Int) async throws -> TestRegistry.Reply {
                try await registry.activate(letters[place].code, login: "owner.\(place)", secret: "739102")
            }

            try await record { roll, unit, _ in roll.row(unit, "N") }
            for place in [2, 3] { #expect(try await activate(place).status == 201, "nobody has the reference") }
            try await record { $0.row($1, $2, name: ["B", "D"].contains($2) ? "Another" : nil) }

            #expect(try await activate(0).status == 201)
            #expect(try await activate(1).slug == "code-over")
            for (place, roles) in [(0, ["owner"]), (2, ["owner"]), (3, [])] as [(Int, [String])] {
                var person = TestPerson(id: "", login: "owner.\(place)", secret: "739102")
                #expect(try await registry.signIn(&person).roles.flatMap(\.roles) == roles, "\(owners[place])")
            }
            #expect(try await registry.letters().letters.map(\.ownerRef) == ["B", "D"])
        }
    }

    @Test(.database) func `a letter of which nobody knows who it was for ends alone, and the account stays`()
        async throws
    {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let letter = try await registry.letters(["1-1-101"]).letters[0]
            #expect(try await registry.importRoll(RollText().row("1-1-101", "N").row("1-1-102", "B")).status == 200)
            #expect(try await registry.signIn(&owner).roles.isEmpty)
            try await registry.service.pool.withTransaction { transaction in
                // As with somebody who was forgotten before letters had marks.
                let unmarked = try await transaction.execute(
                    "UPDATE activation_code SET mark = NULL WHERE mark IS NOT NULL AND used_at IS NULL")
                #expect(unmarked == 1)
            }

            #expect(try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B")).status == 200)

            #expect(try await registry.signIn(&owner).roles.flatMap(\.roles) == ["owner"])
            #expect(try await registry.activate(letter.code, secret: "864209").slug == "code-over")
        }
    }

    private struct Grants: Decodable {
        let roles: [TestGrant]
    }

    // MARK: - At the same moment

    @Test(.database) func `of letters that many ask for at the same moment, each owner gets one`() async throws {
        try await TestRegistry.run { registry in
            let roll = (1...20).reduce(RollText()) { $0.row("1-1-\(100 + $1)", "R\($1)") }
            _ = try await registry.importRoll(roll)
            let bearer = try await registry.bearer(.operator)
            let replies = try await atOnce(8) {
                try await registry.post("/v1/communities/runfeng/letters", "{}", as: bearer)
            }
            #expect(replies.map(\.status) == Array(repeating: 201, count: 8))
            let letters = try replies.flatMap { try $0.decode(IssuedLetters.self).letters }
            #expect(letters.map(\.ownerRef).sorted() == (1...20).map { "R\($0)" }.sorted())
            #expect(try await registry.activate(letters[0].code, login: "owner.r", secret: "739102").status == 201)
        }
    }

    @Test(.database) func `of codes that are asked for at the same moment, the last one works`() async throws {
        try await TestRegistry.run { registry in
            let person = try await registry.enrolOperator("wang.li")
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let bearer = try await registry.bearer(.operator)
            let handed = try await atOnce(8) {
                try await registry.post("/v1/people/\(person.id)/code", as: bearer)
            }
            #expect(handed.map(\.status) == Array(repeating: 201, count: 8))
            let codes = try handed.map { try $0.decode(IssuedCode.self).code }
            var statuses: [Int] = []
            for code in codes { statuses.append(try await registry.activate(code, secret: Self.other).status) }
            #expect(statuses.sorted() == [201] + Array(repeating: 410, count: 7))

            let again = try await atOnce(8) { try await askForLetters(registry) }
            #expect(again.map(\.status) == Array(repeating: 201, count: 8))
        }
    }

    private func atOnce(
        _ count: Int, _ request: @escaping @Sendable () async throws -> TestRegistry.Reply
    ) async throws -> [TestRegistry.Reply] {
        try await withThrowingTaskGroup(of: TestRegistry.Reply.self) { group in
            for _ in 0..<count { group.addTask { try await request() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
