import EventLog
import Model
import Postgres

/// Rule packs under their hashes, and which one each community has adopted.
struct RulesStore: Sendable {
    func adopt(_ rules: RulesAdopted, in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            INSERT INTO rule_pack (hash, pack)
            VALUES (\(rules.hash), \(try rules.pack.canonicalBytes()))
            ON CONFLICT ON CONSTRAINT rule_pack_pkey DO NOTHING
            """,
            """
            INSERT INTO adopted_rules (community, rules)
            VALUES (\(write.community), \(rules.hash))
            ON CONFLICT ON CONSTRAINT adopted_rules_pkey DO UPDATE
            SET rules = excluded.rules
            """,
        ])
    }

    /// The hash of the pack that the write's community has adopted.
    func adopted(in write: borrowing Write) async throws -> Digest256? {
        try await write.query(
            "SELECT rules FROM adopted_rules WHERE community = \(write.community)", as: Digest256.self
        ).first
    }

    func pack(_ hash: Digest256, in write: borrowing Write) async throws -> RulePack {
        try Self.pack(try await write.query(Self.select(hash), as: [UInt8].self))
    }

    func pack(_ hash: Digest256, in transaction: borrowing Transaction) async throws -> RulePack {
        try Self.pack(try await transaction.query(Self.select(hash), as: [UInt8].self))
    }

    private static func select(_ hash: Digest256) -> SQL { "SELECT pack FROM rule_pack WHERE hash = \(hash)" }

    private static func pack(_ packs: [[UInt8]]) throws -> RulePack {
        guard let bytes = packs.first else { throw BallotsError.rulesMissing }
        return try CanonicalJSON.decode(RulePack.self, from: bytes)
    }
}
