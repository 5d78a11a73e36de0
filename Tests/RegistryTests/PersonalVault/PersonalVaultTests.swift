import Crypto
import Foundation
import Logging
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing
import Threads

@testable import Registry

struct PersonalVaultTests {
    private static let person = UUID()
    private static let fields = ["欧阳某某", "138 0000 0000", ""]

    private static func vault(_ keys: MasterKey...) throws -> PersonalVault {
        PersonalVault(master: try #require(MasterKeys(keys)))
    }

    private static func key() -> MasterKey { MasterKey(SymmetricKey(size: .bits256)) }

    @Test func `what is sealed for a person opens for that person only`() throws {
        let vault = try Self.vault(Self.key())
        let sealed = try vault.seal(Self.fields, of: Self.person)

        #expect(try vault.open(sealed.content, key: sealed.key, of: Self.person) == Self.fields)
        #expect(throws: PersonalVault.Failure.notAuthentic) {
            try vault.open(sealed.content, key: sealed.key, of: UUID())
        }
    }

    @Test func `a changed byte anywhere is noticed`() throws {
        let vault = try Self.vault(Self.key())
        let sealed = try vault.seal(Self.fields, of: Self.person)
        for index in sealed.content.indices {
            var content = sealed.content
            content[index] ^= 1
            #expect(throws: PersonalVault.Failure.self) { try vault.open(content, key: sealed.key, of: Self.person) }
        }
        for index in sealed.key.indices {
            var key = sealed.key
            key[index] ^= 1
            #expect(throws: PersonalVault.Failure.self) { try vault.open(sealed.content, key: key, of: Self.person) }
        }
        #expect(throws: PersonalVault.Failure.self) { try vault.open([], key: [], of: Self.person) }
    }

    @Test func `the same data is sealed differently each time, under another key`() throws {
        let vault = try Self.vault(Self.key())
        let first = try vault.seal(Self.fields, of: Self.person)
        let second = try vault.seal(Self.fields, of: Self.person)

        #expect(first.key != second.key && first.content != second.content)
        #expect(throws: PersonalVault.Failure.notAuthentic) {
            try vault.open(first.content, key: second.key, of: Self.person)
        }
    }

    @Test func `marks are equal for equal data of one person and for nothing else`() throws {
        let vault = try Self.vault(Self.key())
        let mark = vault.mark(of: ["ab", "c"], of: Self.person)

        #expect(mark == vault.mark(of: ["ab", "c"], of: Self.person))
        #expect(try mark == vault.seal(["ab", "c"], of: Self.person).mark)
        #expect(mark != vault.mark(of: ["a", "bc"], of: Self.person))
        #expect(mark != vault.mark(of: ["ab", "c"], of: UUID()))
        #expect(try mark != Self.vault(Self.key()).mark(of: ["ab", "c"], of: Self.person))
        #expect(vault.index(of: "1", as: "document") == vault.index(of: "1", as: "document"))
        #expect(vault.index(of: "1", as: "document") != vault.index(of: "1", as: "phone"))
    }

    @Test func `an older master key opens, and the current one takes over what is wrapped anew`() throws {
        let (old, new) = (Self.key(), Self.key())
        let sealed = try Self.vault(old).seal(Self.fields, of: Self.person)
        let both = try Self.vault(new, old)

        let rewrapped = try both.rewrap(sealed.key, of: Self.person)

        #expect(rewrapped.starts(with: both.currentPrefix) && !sealed.key.starts(with: both.currentPrefix))
        #expect(try Self.vault(new).open(sealed.content, key: rewrapped, of: Self.person) == Self.fields)
        #expect(throws: PersonalVault.Failure.masterKeyMissing(old.id)) {
            try Self.vault(new).open(sealed.content, key: sealed.key, of: Self.person)
        }
    }

    @Test func `the key file is made once, for its owner alone, and a wrong one is refused by line`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "personal-\(UUID()).key").path
        defer { unlink(path) }
        #expect(throws: ConfigurationError.self) { try MasterKeys.read(path, mayCreate: false) }
        let first = try MasterKeys.read(path, mayCreate: true)
        #expect(try MasterKeys.read(path, mayCreate: false).current.id == first.current.id)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)

        for content in ["", "no base64!\n", "\(Data(count: 31).base64EncodedString())\n"] {
            try content.write(toFile: path, atomically: true, encoding: .utf8)
            let error = #expect(throws: ConfigurationError.self) { try MasterKeys.read(path, mayCreate: true) }
            #expect(error?.key == "personal.key.file")
        }
    }
}

/// What lies in the database.
struct SealedPeopleTests {
    private static let roll = RollText().row("1-1-101", "A", name: "甘某某", phone: "13800001111")
        .row("1-1-102", "B", name: "Canary Bird")

    @Test(.database) func `no name and no number lies in the database in clear`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)

            let rows = try await registry.service.pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT convert_to(row_to_json(person)::text, 'utf8') FROM person
                    UNION ALL SELECT convert_to(row_to_json(owner)::text, 'utf8') FROM owner
                    UNION ALL SELECT convert_to(row_to_json(unit)::text, 'utf8') FROM unit
                    UNION ALL SELECT payload FROM outbox
                    UNION ALL SELECT sealed FROM person
                    """, as: [UInt8].self)
            }
            #expect(rows.count >= 8)
            for canary in ["甘某某", "13800001111", "Canary"] {
                #expect(!rows.contains { $0.firstRange(of: Array(canary.utf8)) != nil }, "\(canary)")
                let export = try await registry.get("roll.csv", as: registry.bearer(.committee))
                #expect(export.text.contains(canary))
            }
        }
    }

    @Test(.database) func `rows of an older program are sealed at the start and nothing stays in clear`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)
            let pool = registry.service.pool
            try await pool.withTransaction { transaction in
                try await transaction.execute(
                    """
                    INSERT INTO person_in_clear (owner, name, kind, phone)
                    SELECT owner, 'Name of ' || owner.ref, kind, '139' FROM person JOIN owner ON owner.id = owner
                    """)
                try await transaction.execute("DELETE FROM person")
            }

            _ = try await registry.openVault()

            let export = try await registry.get("roll.csv", as: registry.bearer(.committee))
            #expect(export.text.contains("Name of A") && export.text.contains("Name of B"))
            #expect(try await pool.withConnection { try await $0.query("SELECT owner FROM person_in_clear") }.isEmpty)
        }
    }

    @Test(.database) func `a new master key takes over at the start, and a missing one keeps the service from it`()
        async throws
    {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)
            let old = try String(contentsOfFile: registry.personalKeyFile, encoding: .utf8)
            let new = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString() + "\n"

            try (new + old).write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            let vault = try await registry.openVault()
            try new.write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            let after = try await registry.openVault()

            #expect(vault.master.current.id == after.master.current.id)
            let queries = RegistryQueries(
                pool: registry.service.pool, vault: after, thread: DedicatedThread(name: "roll"))
            #expect(try await queries.rollFile(of: registry.community, for: "test").contains("Canary Bird"))

            try old.write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            await #expect(throws: ConfigurationError.self) { try await registry.openVault() }
            unlink(registry.personalKeyFile)
            await #expect(throws: ConfigurationError.self) { try await registry.openVault() }
            #expect(!FileManager.default.fileExists(atPath: registry.personalKeyFile))
        }
    }

    @Test(.database) func `an older copy tells a forgotten name until the master key is changed, and no longer`()
        async throws
    {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll).status == 200)
            func rows() async throws -> [(OwnerID, [UInt8], [UInt8])] {
                try await registry.service.pool.withConnection { connection in
                    try await connection.query(
                        "SELECT owner, key, sealed FROM person", as: (OwnerID, [UInt8], [UInt8]).self)
                }
            }
            let copy = try await rows()
            let remaining = RollText().row("1-1-101", "A", name: "甘某某", phone: "13800001111")
            #expect(try await registry.importRoll(remaining).status == 200)
            #expect(try await rows().count == 1 && copy.count == 2, "one was forgotten")
            let same = try await registry.openVault()
            for (owner, key, sealed) in copy { _ = try same.open(sealed, key: key, of: owner.uuid) }

            let old = try String(contentsOfFile: registry.personalKeyFile, encoding: .utf8)
            let new = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString() + "\n"
            try (new + old).write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            _ = try await registry.openVault()
            try new.write(toFile: registry.personalKeyFile, atomically: true, encoding: .utf8)
            let after = try await registry.openVault()

            for (owner, key, sealed) in copy {
                #expect(throws: PersonalVault.Failure.self) { try after.open(sealed, key: key, of: owner.uuid) }
            }
            for (owner, key, sealed) in try await rows() {
                #expect(try after.open(sealed, key: key, of: owner.uuid).first == "甘某某")
            }
        }
    }
}

extension TestRegistry {
    /// What the service does when it starts.
    fileprivate func openVault() async throws -> PersonalVault {
        try await VaultOpening(pool: service.pool, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            .open(keyFile: personalKeyFile)
    }
}
