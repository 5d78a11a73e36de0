import EventLog
import Model
import Postgres

/// The table of communities.
struct CommunityStore {
    /// - Throws: `RegistryError.communityUnknown`
    func community<Reader: Reading & ~Copyable>(
        _ code: CommunityID, in reader: borrowing Reader
    ) async throws -> Community {
        guard let known = try await find(code, in: reader) else { throw RegistryError.communityUnknown(code) }
        return known
    }

    func find<Reader: Reading & ~Copyable>(
        _ code: CommunityID, in reader: borrowing Reader
    ) async throws -> Community? {
        try await reader.query(
            """
            SELECT code, name, jurisdiction, fund_status, parking_counts
            FROM community
            WHERE code = \(code)
            """
        ).decode(Row.self).first.map(Self.community)
    }

    /// A page of communities in the order of their codes, those after `cursor`.
    func page<Reader: Reading & ~Copyable>(
        after cursor: String, limit: Int, in reader: borrowing Reader
    ) async throws -> [Community] {
        try await reader.query(
            """
            SELECT code, name, jurisdiction, fund_status, parking_counts
            FROM community
            WHERE code COLLATE "C" > \(cursor)
            ORDER BY code COLLATE "C"
            LIMIT \(limit)
            """
        ).decode(Row.self).map(Self.community)
    }

    func codes<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> [CommunityID] {
        try await reader.query("SELECT code FROM community ORDER BY code").decode((CommunityID).self)
    }

    func save(_ community: Community, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (code, name, jurisdiction, fund_status, parking_counts, registered_at)
            VALUES (\(community.code), \(community.name), \(community.jurisdiction), \(community.fundStatus),
                \(community.parkingCounts), \(write.now))
            ON CONFLICT ON CONSTRAINT community_pkey DO UPDATE SET
                name = EXCLUDED.name,
                jurisdiction = EXCLUDED.jurisdiction,
                fund_status = EXCLUDED.fund_status,
                parking_counts = EXCLUDED.parking_counts
            """)
    }

    private typealias Row = (CommunityID, String, String, CommunityRegistered.FundStatus, Bool)

    private static func community(_ row: Row) -> Community {
        Community(code: row.0, name: row.1, jurisdiction: row.2, fundStatus: row.3, parkingCounts: row.4)
    }
}
