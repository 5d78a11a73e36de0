import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// One operator with two accounts, whose owners have shown one document, and how they might become two people alone (decision 59).
struct KeptPersonTests {
    private static let roles = "/v1/communities/runfeng/roles"
    private static let number = "11010519491231002X"

    /// What becomes of the owners A and B on the roll.
    enum Loss: CaseIterable, Sendable {
        /// B owns nothing any more; then the reference is somebody else's; then that of A is as well.
        case left, passedOn, bothPassedOn

        fileprivate var rolls: [RollText] {
            let isBoth = self == .bothPassedOn
            let gone = RollText().row("1-1-101", isBoth ? "M" : "A").row("1-1-102", "N")
            let anew = RollText().row("1-1-101", "A", name: isBoth ? "Another" : nil)
                .row("1-1-102", "B", name: "Another")
            return self == .left ? [gone] : [gone, anew]
        }
    }

    private struct Cast {
        var first: TestPerson
        var second: TestPerson
        /// Their owners' ids.
        let ownerA: String
        let ownerB: String
    }

    /// Two accounts of operators, the first of which is A and the second B; C has no account.
    private func cast(_ registry: TestRegistry) async throws -> Cast {
        let first = try await registry.enrolOperator("op.one")
        let second = try await registry.enrolOperator("op.two")
        let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-103", "C")
        #expect(try await registry.importRoll(roll).status == 200)
        let letters = try await registry.letters(["1-1-101", "1-1-102"]).letters
        var owners: [String: String] = [:]
        for (ref, person) in [("A", first), ("B", second)] {
            let found = letters.first { $0.ownerRef == ref }
            let letter = try #require(found)
            var person = person
            let joined = try await registry.join(letter.code, as: &person)
            #expect(joined.status == 201, "\(joined.text)")
            owners[ref] = letter.owner
        }
        return Cast(
            first: first, second: second, ownerA: try #require(owners["A"]), ownerB: try #require(owners["B"]))
    }

    private func record(
        _ registry: TestRegistry, _ ref: String, _ number: String, as bearer: String, dryRun: Bool = false
    ) async throws -> TestRegistry.Reply {
        try await registry.post(
            "/v1/communities/runfeng/documents" + (dryRun ? "?dryRun=true" : ""),
            #"{"ownerRef": "\#(ref)", "number": "\#(number)"}"#, as: bearer)
    }

    private func showOneDocument(_ registry: TestRegistry) async throws {
        for ref in ["A", "B"] {
            let shown = try await record(registry, ref, Self.number, as: registry.bearer(.operator))
            #expect(shown.status == 200, "\(shown.text)")
        }
    }

    private func count(_ sql: SQL, in registry: TestRegistry) async throws -> Int64 {
        try await registry.service.pool.withConnection { connection in
            try await connection.query(sql, as: Int64.self)
        }.first ?? 0
    }

    @Test(.database, arguments: Loss.allCases)
    func `two accounts stay one person when documents and owners go, and whoever comes next is nobody of theirs`(
        loss: Loss
    ) async throws {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            var staff = try await registry.enrol("zhao", as: registry.bearer(.operator))
            _ = try await registry.signIn(&staff)
            try await showOneDocument(registry)
            for roll in loss.rolls { #expect(try await registry.importRoll(roll).status == 200) }
            let documents = try await count("SELECT count(*) FROM person_document", in: registry)
            #expect(documents == (loss == .bothPassedOn ? 0 : 1))

            let (one, other) = (try await registry.signIn(&cast.first), try await registry.signIn(&cast.second))
            for (proposer, confirmer) in [(one, other), (other, one)] {
                let role = proposer.subject == one.subject ? "collector" : "scrutineer"
                let grant = try await registry.post(
                    Self.roles, #"{"login": "zhao", "role": "\#(role)"}"#, as: proposer.bearer
                ).decode(TestGrant.self).grant
                let path = "\(Self.roles)/\(grant)/confirm"
                #expect(try await registry.post(path, as: confirmer.bearer).slug == "same-person")
                let confirmed = try await registry.post(path, as: registry.otherOperator())
                #expect(confirmed.status == 200, "\(confirmed.text)")
            }

            let (mine, theirs) = (Set(try one.claims.alike ?? []), Set(try other.claims.alike ?? []))
            #expect(mine.contains(cast.second.id) && theirs.contains(cast.first.id))
            #expect(mine.contains(cast.ownerB) == (loss == .left))
            #expect(theirs.contains(cast.ownerA) == (loss != .bothPassedOn))
            guard loss != .left else { return }
            let letter = try #require(try await registry.letters(["1-1-102"]).letters.first)
            #expect(letter.owner == cast.ownerB)
            let activated = try await registry.activate(letter.code, login: "owner.b", secret: "739102")
            #expect(activated.status == 201, "\(activated.text)")
            var stranger = TestPerson(id: "", login: "owner.b", secret: "739102")
            let session = try await registry.signIn(&stranger)
            #expect(try session.subject == cast.ownerB && session.claims.alike == nil)
        }
    }

    @Test(.database) func `whoever never was one person is not made so by leaving, and what was kept only grows`()
        async throws
    {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            for (ref, number) in [("A", Self.number), ("B", "E00000001")] {
                #expect(try await record(registry, ref, number, as: registry.bearer(.operator)).status == 200)
            }
            for roll in Loss.bothPassedOn.rolls { #expect(try await registry.importRoll(roll).status == 200) }
            #expect(try await count("SELECT count(*) FROM one_person", in: registry) == 0)
            #expect(try await registry.signIn(&cast.first).claims.alike == nil)
            for change in ["DELETE FROM one_person", "UPDATE one_person SET other = other"] as [SQL] {
                await #expect(throws: PostgresError.self) { try await registry.run(change) }
            }
        }
    }

    /// What docs/sign-in.md says to do about a slip that was not mended in time.
    @Test(.database) func `whom a slip made one with a stranger is themselves under another reference and user name`()
        async throws
    {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            try await showOneDocument(registry)
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "B2", name: "Owner <B>").row("1-1-103", "C")
            #expect(try await registry.importRoll(roll).status == 200)

            let letter = try #require(try await registry.letters(["1-1-102"]).letters.first)
            #expect(letter.ownerRef == "B2" && letter.owner != cast.ownerB)
            let activated = try await registry.activate(letter.code, login: "owner.b", secret: "739102")
            #expect(activated.status == 201, "\(activated.text)")

            var anew = TestPerson(id: "", login: "owner.b", secret: "739102")
            let session = try await registry.signIn(&anew)
            #expect(try session.subject == letter.owner && session.claims.alike == nil)
            let known = try await registry.signIn(&cast.first).claims.alike
            #expect(known?.contains(cast.second.id) == true, "the old accounts stay one person's")
        }
    }

    @Test(.database) func `nobody records a document of their own, under whichever account and id, nor in rehearsal`()
        async throws
    {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            // Its token was made before the registry knew.
            let before = try await registry.signIn(&cast.first)
            try await showOneDocument(registry)
            let (one, other) = (try await registry.signIn(&cast.first), try await registry.signIn(&cast.second))
            let looks = try await count("SELECT count(*) FROM personal_look", in: registry)
            for bearer in [before.bearer, one.bearer, other.bearer] {
                for (ref, dryRun) in [("A", false), ("A", true), ("B", false), ("B", true)] {
                    let refused = try await record(registry, ref, "E00000001", as: bearer, dryRun: dryRun)
                    #expect(refused.status == 409, "\(refused.text)")
                    #expect(try refused.slug == "same-person" && refused.fields == ["ownerRef"])
                    #expect(!refused.text.contains("E00000001"))
                }
            }
            #expect(try await count("SELECT count(*) FROM personal_look", in: registry) == looks)
            let known = [cast.ownerB, cast.second.id].sorted()
            #expect(try await registry.signIn(&cast.first).claims.alike == known)

            #expect(try await record(registry, "C", "E00000002", as: one.bearer).status == 200)
            // Somebody else mends a slip.
            let mended = try await record(registry, "B", "E00000001", as: registry.bearer(.operator))
            #expect(mended.status == 200)
            #expect(try await registry.signIn(&cast.first).claims.alike == nil)
        }
    }
}
