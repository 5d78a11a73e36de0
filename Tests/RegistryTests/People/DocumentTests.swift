import Foundation
import HTTPTypes
import Logging
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Numbers of documents: who is one person under two references, and that nothing else can be done with them.
struct DocumentTests {
    private static let number = "11010519491231002X"

    private func record(
        _ registry: TestRegistry, _ ref: String, _ number: String, as bearer: String? = nil, dryRun: Bool = false
    ) async throws -> TestRegistry.Reply {
        let bearer = if let bearer { bearer } else { try await registry.bearer(.operator) }
        return try await registry.post(
            "/v1/communities/\(registry.community)/documents" + (dryRun ? "?dryRun=true" : ""),
            #"{"ownerRef": "\#(ref)", "number": "\#(number)"}"#, as: bearer)
    }

    private struct Answer: Decodable {
        let owner: String
        let sameAs: [String]
    }

    private struct Looks: Decodable {
        let looks: [Look]

        struct Look: Decodable {
            let whose: String?
            let what: String
        }
    }

    private func rows(_ registry: TestRegistry) async throws -> Int64 {
        try await registry.service.pool.withConnection { connection in
            try await connection.query("SELECT count(*) FROM person_document", as: Int64.self)
        }.first ?? 0
    }

    @Test(arguments: [
        ("11010519491231002x", number), (" 110105 19491231 002X ", number), ("a123456(7)", "A123456(7)"),
        ("91110000-X", "91110000-X"), ("Ａ１２３４５６（７）", "A123456(7)"), ("a123456\u{3000}－７", "A123456-7"),
    ])
    func `a number is known however it was typed`(typed: String, text: String) throws {
        #expect(try DocumentNumber(parsing: typed).text == text)
        #expect(try !"\(DocumentNumber(parsing: typed))".contains(text))
    }

    @Test(arguments: [
        ("A123456(7)", "a1234567"), ("Ａ１２３４５６（７）", "A123456(7)"), ("ab 123456 (a)", "AB123456A"),
        ("91110000-X", "91110000x"), ("110105－19491231－002x", number), ("110105491231002", number),
        ("110105 491231 002", number), ("320311770706001", "320311197707060018"),
    ])
    func `one document is one number, with brackets and hyphens or without, of fifteen or eighteen digits`(
        one: String, other: String
    ) throws {
        #expect(try DocumentNumber(parsing: one).bare == DocumentNumber(parsing: other).bare)
    }

    /// No day of birth, 29 February of a year without one, people of a hundred years, and a letter.
    @Test(arguments: ["110105491331002", "110105000229002", "110105491231996", "110105491231999", "11010549123100A"])
    func `fifteen characters that are no old identity card's stay what they are`(text: String) throws {
        #expect(try DocumentNumber(parsing: text).bare == text)
    }

    @Test(arguments: [
        "", "1234", "12 34", "123456?", "一二三四五", "12345\u{0}", String(repeating: "1", count: 31), "-----", "(12)-34",
        "\u{FB01}12345", "\u{131}12345", "A\u{301}12345",
    ])
    func `what is no number is refused without being repeated`(text: String) throws {
        let refusal = try #require(throws: InvalidValue.self) { try DocumentNumber(parsing: text) }
        #expect(text.isEmpty || !refusal.description.contains(text))
    }

    @Test(arguments: [
        ("11010519491231002X", true), ("110105194912310021", false), ("11010519491331002X", false),
        ("11010518491231002X", false), ("A1010519491231002X", false), ("1101051949123100", false), ("R-17", false),
        ("11010519491231002x", true), ("１１０１０５１９４９１２３１００２Ｘ", true), ("１１０１０５１９４９１２３１００２１", false),
        ("11010519491231002Ｘ", true), ("１１0105１９４９1231００２x", true), ("一11010519491231002X", false),
        ("一二三四五六七八九十甲乙丙丁戊己庚辛", false),
    ])
    func `an identity card's number is told from a reference`(text: String, isOne: Bool) throws {
        #expect(try OwnerRef(parsing: text).isIdentityNumber == isOne)
    }

    @Test(.database) func `no roll calls an owner by the number of an identity card`() async throws {
        try await TestRegistry.run { registry in
            let refused = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", Self.number))
            #expect(refused.status == 422)
            #expect(try refused.fields == ["owner_ref"] && refused.lines == [3])
            #expect(!refused.text.contains(Self.number))
        }
    }

    @Test(.database) func `two owners who show one document are found, in their community alone`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-103", "C")
            _ = try await registry.importRoll(roll)
            try await registry.register("other")
            #expect(try await registry.at("other").importRoll(roll, as: .operator).status == 200)

            let first = try await record(registry, "A", Self.number)
            #expect(first.status == 200, "\(first.text)")
            let owner = try first.decode(Answer.self)
            #expect(owner.sameAs.isEmpty)
            #expect(try await record(registry, "B", "E00000001").decode(Answer.self).sameAs.isEmpty)
            #expect(try await record(registry.at("other"), "A", Self.number).decode(Answer.self).sameAs.isEmpty)
            let rehearsed = try await record(registry, "B", Self.number.lowercased(), dryRun: true)
            #expect(try rehearsed.decode(Answer.self).sameAs == [owner.owner])
            #expect(try await rows(registry) == 3)
            #expect(try await record(registry, "C", Self.number).decode(Answer.self).sameAs == [owner.owner])
            #expect(try await record(registry, "A", "P99999").decode(Answer.self).sameAs.isEmpty)
            #expect(try await record(registry, "B", Self.number).decode(Answer.self).sameAs.count == 1)

            // Every one of them is a look, at whom it tells of.
            let looks = try await registry.get("looks", as: registry.bearer(.auditor)).decode(Looks.self).looks
            #expect(looks.map(\.what).allSatisfy { $0 == "document" })
            #expect(looks.count { $0.whose == owner.owner } == 4 && looks.count == 9)
        }
    }

    @Test(.database) func `a number that an earlier version stored is found however it is typed now`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-103", "C").row("1-1-104", "D")
            #expect(try await registry.importRoll(roll).status == 200)
            let owner = try await record(registry, "A", "A123456(7)").decode(Answer.self).owner
            _ = try await record(registry, "C", "C12345678")
            let opening = VaultOpening(
                pool: registry.service.pool, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let vault = try await opening.open(keyFile: registry.personalKeyFile)
            let id = try OwnerID(parsing: owner)
            try await registry.run(
                """
                UPDATE person_document SET form = 0, match = \(vault.index(of: "A123456(7)", as: "document"))
                WHERE owner = \(id)
                """)
            let old = try await record(registry, "D", "110105491231002").decode(Answer.self).owner
            let oldID = try OwnerID(parsing: old)
            try await registry.run(
                """
                UPDATE person_document SET form = 1, match = \(vault.index(of: "110105491231002", as: "document"))
                WHERE owner = \(oldID)
                """)
            #expect(try await record(registry, "B", Self.number, dryRun: true).decode(Answer.self).sameAs.isEmpty)
            #expect(try await record(registry, "B", "A1234567", dryRun: true).decode(Answer.self).sameAs.isEmpty)

            _ = try await opening.open(keyFile: registry.personalKeyFile)

            for number in ["A1234567", "a123456(7)", "Ａ１２３４５６（７）"] {
                #expect(try await record(registry, "B", number, dryRun: true).decode(Answer.self).sameAs == [owner])
            }
            #expect(try await record(registry, "B", Self.number, dryRun: true).decode(Answer.self).sameAs == [old])
            #expect(try await record(registry, "B", "C-12345678", dryRun: true).decode(Answer.self).sameAs.count == 1)
        }
    }

    @Test(.database) func `what a process of an older version stores meanwhile is made anew at the next start`()
        async throws
    {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            let owner = try await record(registry, "A", "E00000001").decode(Answer.self).owner
            let opening = VaultOpening(
                pool: registry.service.pool, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let vault = try await opening.open(keyFile: registry.personalKeyFile)
            let id = try OwnerID(parsing: owner)
            let sealed = try vault.seal(["A123456(7)"], of: id.uuid)
            // It knows no forms.
            try await registry.run(
                """
                INSERT INTO person_document (owner, key, sealed, match)
                VALUES (\(id), \(sealed.key), \(sealed.content), \(vault.index(of: "A123456(7)", as: "document")))
                ON CONFLICT ON CONSTRAINT person_document_pkey DO UPDATE SET
                    key = EXCLUDED.key, sealed = EXCLUDED.sealed, match = EXCLUDED.match
                """)
            #expect(try await record(registry, "B", "A1234567", dryRun: true).decode(Answer.self).sameAs.isEmpty)

            _ = try await opening.open(keyFile: registry.personalKeyFile)

            #expect(try await record(registry, "B", "A1234567", dryRun: true).decode(Answer.self).sameAs == [owner])
            #expect(try await record(registry, "B", "A1234567").status == 200)
            let forms = try await registry.service.pool.withConnection { connection in
                try await connection.query("SELECT form FROM person_document", as: Int16.self)
            }
            #expect(forms == [DocumentNumber.form, DocumentNumber.form])
        }
    }

    @Test(.database) func `two accounts whose owners have shown one document are one person where two are needed`()
        async throws
    {
        try await TestRegistry.run { registry in
            var first = try await registry.owner()
            let letter = try #require(try await registry.letters(["1-1-102"]).letters.first)
            let activated = try await registry.activate(letter.code, login: "owner.b", secret: "739102")
            var second = TestPerson(
                id: try activated.decode(ActivatedPerson.self).person, login: "owner.b", secret: "739102")
            #expect(try await registry.signIn(&first).claims.alike == nil)
            for ref in ["A", "B"] { _ = try await record(registry, ref, Self.number) }

            let (one, other) = (try await registry.signIn(&first), try await registry.signIn(&second))
            #expect(try one.claims.alike == [other.subject, second.id].sorted())
            #expect(try other.claims.alike == [one.subject, first.id].sorted())
            #expect(try one.claims.owners == nil, "nobody acts for another by a document")

            let day = try Day(parsing: "2023-01-01")
            let accounts = AccountStore()
            let (mine, theirs, stranger) = try (
                #require(AccountID(first.id)), #require(AccountID(second.id)), AccountID(UUID())
            )
            let grant = RoleGrant(
                id: GrantID(UUID()), account: AccountID(UUID()), community: registry.community, role: .scrutineer,
                from: day, until: nil, proposedBy: theirs.description, proposedAt: Timestamp(microseconds: 0))
            for (signer, isRefused) in [(mine, true), (theirs, true), (stranger, false)] {
                let alike = try await registry.service.pool.withTransaction(readOnly: true) { transaction in
                    try await accounts.signatories(alike: signer, in: transaction)
                }
                var refusal: PeopleError?
                do throws(PeopleError) {
                    _ = try grant.mayBeConfirmed(
                        by: Signatory(signer), alike: alike, codeIssuers: [], on: day, hasSecondFactor: true)
                } catch { refusal = error }
                #expect((refusal == .samePerson) == isRefused)
            }
        }
    }

    @Test(.database) func `whoever is one person by a document is so under every owner of either account`()
        async throws
    {
        try await TestRegistry.run { registry in
            var first = try await registry.owner()
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-103", "C"))
            let letters = try await registry.letters(["1-1-102", "1-1-103"]).letters
            func letter(of ref: String) throws -> IssuedLetters.Letter {
                let letter = letters.first { $0.ownerRef == ref }
                return try #require(letter)
            }
            let joined = try await registry.activate(letter(of: "C").code, login: first.login, secret: first.secret)
            #expect(joined.status == 201, "\(joined.text)")
            let activated = try await registry.activate(letter(of: "B").code, login: "owner.b", secret: "739102")
            var second = TestPerson(
                id: try activated.decode(ActivatedPerson.self).person, login: "owner.b", secret: "739102")
            for ref in ["A", "B"] { _ = try await record(registry, ref, Self.number) }

            let (one, other) = (try await registry.signIn(&first).claims, try await registry.signIn(&second).claims)
            let (ownerB, ownerC) = (try letter(of: "B").owner, try letter(of: "C").owner)
            #expect(one.alike == [ownerB, second.id].sorted())
            // C has shown nothing, but A's account speaks for C.
            #expect(other.alike?.count == 3 && other.alike?.contains(ownerC) == true)
            #expect(other.alike?.contains(first.id) == true)
            #expect(other.owners == nil, "nobody acts for another by a document")
        }
    }

    @Test(.database) func `who may not, and what cannot be, is refused by field and repeated nowhere`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            for (ref, number, field) in [
                ("A", "123?", "number"), ("Z", Self.number, "ownerRef"), ("B", Self.number, "ownerRef"),
            ] {
                let refused = try await record(registry, ref, number)
                #expect(refused.status == 400)
                #expect(try refused.fields == [field] && !refused.text.contains(number))
            }
            for role in Role.allCases where role != .operator {
                #expect(try await record(registry, "A", Self.number, as: registry.bearer(role)).status == 403)
            }
            var person = try await registry.enrolOperator("wang.li")
            let session = try await registry.signIn(&person)
            try await registry.run("UPDATE session SET signed_in_at = signed_in_at - interval '6 minutes'")
            let stale = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(
                try await record(registry, "A", Self.number, as: stale.bearer).slug == "fresh-sign-in-required")
            #expect(try await rows(registry) == 0)
        }
    }

    @Test(.database) func `a number is sealed, found under a new master key, and goes with its owner`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
            for ref in ["A", "B"] { _ = try await record(registry, ref, Self.number) }
            let stored = try await registry.service.pool.withConnection { connection in
                try await connection.query("SELECT key || sealed || match FROM person_document", as: [UInt8].self)
            }
            #expect(!stored.contains { $0.firstRange(of: Array(Self.number.utf8)) != nil })

            let old = try String(contentsOfFile: registry.personalKeyFile, encoding: .utf8)
            let new = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString() + "\n"
            let opening = VaultOpening(
                pool: registry.service.pool, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try (new + old).write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            _ = try await opening.open(keyFile: registry.personalKeyFile)
            try new.write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            let store = DocumentStore(vault: try await opening.open(keyFile: registry.personalKeyFile))
            let number = try DocumentNumber(parsing: Self.number)
            let found = try await registry.service.pool.withTransaction(readOnly: true) { transaction in
                try await store.owners(with: number, in: registry.community, through: transaction)
            }
            #expect(found.count == 2)

            // The registry itself still has the first key, and asks nobody who has left.
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            #expect(try await rows(registry) == 1)
            _ = try await registry.importRoll(RollText().row("1-1-101", "Z"))
            #expect(try await rows(registry) == 0)
        }
    }
}
