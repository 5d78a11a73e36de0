import EventLog
import Model
import Postgres

/// The rule packs that communities have adopted.
struct RulesStore {
    func current<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> AdoptedRules? {
        let rows = try await reader.query(
            """
            SELECT adoption, hash, pack, adopted_at
            FROM rule_pack
            WHERE community = \(community)
            ORDER BY adoption DESC
            LIMIT 1
            """
        ).decode((Int32, Digest256, [UInt8], Timestamp).self)
        return try rows.first.map { adoption, hash, pack, adoptedAt in
            AdoptedRules(
                adoption: adoption, hash: hash, pack: try CanonicalJSON.decode(RulePack.self, from: pack),
                adoptedAt: adoptedAt)
        }
    }

    func save(_ rules: AdoptedRules, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO rule_pack (community, adoption, hash, pack, adopted_at)
            VALUES (\(write.community), \(rules.adoption), \(rules.hash), \(try rules.pack.canonicalBytes()),
                \(rules.adoptedAt))
            """)
    }
}
