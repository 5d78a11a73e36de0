import Foundation
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Letters that are used at the moment at which a roll is imported.
@Suite(.timeLimit(.minutes(1))) struct LetterMomentTests {
    /// What is done when a letter's code is typed.
    private func activation(_ letter: IssuedLetters.Letter) throws -> [SQL] {
        let (account, owner) = (AccountID(UUID()), try OwnerID(parsing: letter.owner))
        return [
            """
            INSERT INTO account (id, login, is_staff, created_by) VALUES (\(account), 'owner.a', false, 'letter')
            """,
            """
            INSERT INTO account_owner (owner, account, mark)
            SELECT owner, \(account)::uuid, mark FROM activation_code WHERE owner = \(owner)
            """,
            """
            UPDATE activation_code SET used_at = clock_timestamp(), opened = \(account) WHERE owner = \(owner)
            """,
        ]
    }

    private func bindings(_ registry: TestRegistry) async throws -> [Int64] {
        try await registry.service.pool.withConnection { connection in
            try await connection.query("SELECT count(*) FROM account_owner", as: Int64.self)
        }
    }

    @Test(.database) func `an account that is being made by a letter does not speak for whoever gets the reference`()
        async throws
    {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            let letter = try #require(try await registry.letters().letters.first)
            #expect(try await registry.importRoll(RollText().row("1-1-101", "N")).status == 200)

            let imported = try await registry.heldBack(by: activation(letter)) {
                try await registry.importRoll(RollText().row("1-1-101", "A", name: "Another"))
            }

            #expect(imported.status == 200, "\(imported.text)")
            #expect(try await bindings(registry) == [0])
        }
    }

    @Test(.database) func `an account that is being made by a letter is its owner's when they come back to the roll`()
        async throws
    {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            let letter = try #require(try await registry.letters().letters.first)

            let imported = try await registry.heldBack(by: activation(letter)) {
                try await registry.importRoll(RollText().row("1-1-101", "N"))
            }

            #expect(imported.status == 200, "\(imported.text)")
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            #expect(try await bindings(registry) == [1])
        }
    }

    @Test(.database) func `who opens a letter of an owner-unit while it goes is one person with their other account`()
        async throws
    {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "SALT", kind: "company").row("1-1-102", "MINE", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            let bearer = try await registry.bearer(.operator)
            let unit = #"{"code": "runfeng", "ownerUnit": {"name": "Salt works"}}"#
            #expect(try await registry.post("/v1/communities", unit, as: bearer).status == 200)
            for ref in ["SALT", "MINE"] {
                let document = #"{"ownerRef": "\#(ref)", "number": "91140000MA0K"}"#
                let shown = try await registry.post("/v1/communities/runfeng/documents", document, as: bearer)
                #expect(shown.status == 200, "\(shown.text)")
            }
            let letters = try await registry.letters().letters
            let salt = try #require(letters.first { $0.ownerRef == "SALT" })
            let mine = try #require(letters.first { $0.ownerRef == "MINE" })
            let opened = try await registry.activate(mine.code, login: "owner.m", secret: "739102")
            #expect(opened.status == 201, "\(opened.text)")

            let ended = try await registry.heldBack(by: activation(salt)) {
                let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
                return try await registry.post("/v1/communities/runfeng/owner-unit/end", gone, as: bearer)
            }

            #expect(ended.status == 200, "\(ended.text)")
            #expect(try await bindings(registry) == [1])
            let kept = try await registry.service.pool.withConnection { connection in
                try await connection.query("SELECT count(*) FROM one_person", as: Int64.self)
            }
            #expect(kept == [1])
        }
    }

    @Test(.database) func `no letter is made for whoever loses their unit while it is asked for`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            let bearer = try await registry.bearer(.operator)
            let shard = Shard(of: registry.community).number

            // An import holds the community's shard until it commits.
            let asked = try await registry.heldBack(
                by: ["SELECT pg_advisory_xact_lock(7001, \(shard))"], then: ["DELETE FROM unit WHERE code = '1-1-101'"]
            ) {
                try await registry.post("/v1/communities/runfeng/letters", #"{"units": ["1-1-101"]}"#, as: bearer)
            }

            #expect(asked.status == 400, "\(asked.text)")
            let codes = try await registry.service.pool.withConnection { connection in
                try await connection.query("SELECT count(*) FROM activation_code", as: Int64.self)
            }
            #expect(codes == [0])
        }
    }

    @Test(.database) func `a letter gives no secret to somebody who is proposed a role while its code is typed`()
        async throws
    {
        try await TestRegistry.run { registry in
            let owner = try await registry.owner()
            let letter = try #require(try await registry.letters(["1-1-101"]).letters.first)
            let account = try #require(AccountID(owner.id))

            let opened = try await registry.heldBack(
                by: ["SELECT FROM account WHERE id = \(account) FOR UPDATE"],
                then: [
                    """
                    INSERT INTO role_grant (id, account, community, role, from_day, proposed_by)
                    VALUES (\(GrantID(UUID())), \(account), \(registry.community), 'committee', '2023-01-01', 'somebody')
                    """
                ]
            ) { try await registry.activate(letter.code, secret: "864209") }

            #expect(try opened.slug == "code-over")
            #expect(try await registry.signIn(owner.login, owner.secret).status == 201)
        }
    }
}
