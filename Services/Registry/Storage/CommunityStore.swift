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

    /// A community whose roll may change: one that has not become part of another.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`
    func open<Reader: Reading & ~Copyable>(
        _ code: CommunityID, in reader: borrowing Reader
    ) async throws -> Community {
        let known = try await community(code, in: reader)
        if let merger = known.merger { throw RegistryError.communityMerged(merger.into) }
        return known
    }

    func find<Reader: Reading & ~Copyable>(
        _ code: CommunityID, in reader: borrowing Reader
    ) async throws -> Community? {
        try await reader.query(
            """
            SELECT code, name, jurisdiction, fund_status, parking_counts, street, owner_unit, owner_unit_defunct,
                owner_unit_ended_on, merged_into, merged_on
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
            SELECT code, name, jurisdiction, fund_status, parking_counts, street, owner_unit, owner_unit_defunct,
                owner_unit_ended_on, merged_into, merged_on
            FROM community
            WHERE code COLLATE "C" > \(cursor)
            ORDER BY code COLLATE "C"
            LIMIT \(limit)
            """
        ).decode(Row.self).map(Self.community)
    }

    /// The names of those communities that are known.
    func names<Reader: Reading & ~Copyable>(
        of codes: Set<CommunityID>, in reader: borrowing Reader
    ) async throws -> [CommunityID: String] {
        let names = try await reader.query(
            "SELECT code, name FROM community WHERE code = ANY(\(codes.map(\.description)))"
        ).decode((CommunityID, String).self)
        return Dictionary(uniqueKeysWithValues: names)
    }

    /// A community and the areas that it has become part of, one after the other; none where there is no such community.
    func areas<Reader: Reading & ~Copyable>(
        of code: CommunityID, in reader: borrowing Reader
    ) async throws -> Set<CommunityID> {
        let areas = try await reader.query(
            """
            WITH RECURSIVE area AS (
                SELECT code, merged_into FROM community WHERE code = \(code)
                UNION
                SELECT community.code, community.merged_into
                FROM community
                JOIN area ON community.code = area.merged_into
            )
            SELECT code FROM area
            """
        ).decode((CommunityID).self)
        return Set(areas)
    }

    func codes<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> [CommunityID] {
        try await reader.query("SELECT code FROM community ORDER BY code").decode((CommunityID).self)
    }

    func save(_ community: Community, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO community (code, name, jurisdiction, fund_status, parking_counts, street, owner_unit,
                owner_unit_defunct, owner_unit_ended_on, registered_at)
            VALUES (\(community.code), \(community.name), \(community.jurisdiction), \(community.fundStatus),
                \(community.parkingCounts), \(community.street), \(community.ownerUnit?.name),
                \(community.ownerUnit?.isDefunct ?? false), \(community.ownerUnit?.defunctSince), \(write.now))
            ON CONFLICT ON CONSTRAINT community_pkey DO UPDATE SET
                name = EXCLUDED.name,
                jurisdiction = EXCLUDED.jurisdiction,
                fund_status = EXCLUDED.fund_status,
                parking_counts = EXCLUDED.parking_counts,
                street = EXCLUDED.street,
                owner_unit = EXCLUDED.owner_unit,
                owner_unit_defunct = EXCLUDED.owner_unit_defunct,
                owner_unit_ended_on = EXCLUDED.owner_unit_ended_on
            """)
    }

    private typealias Row = (
        CommunityID, String, String, CommunityRegistered.FundStatus, Bool, String?, String?, Bool, Day?, CommunityID?,
        Day?
    )

    private static func community(_ row: Row) -> Community {
        var merger: Community.Merged?
        if let into = row.9, let on = row.10 { merger = Community.Merged(into: into, on: on) }
        return Community(
            code: row.0, name: row.1, jurisdiction: row.2, fundStatus: row.3, parkingCounts: row.4, street: row.5,
            ownerUnit: row.6.map {
                CommunityRegistered.OwnerUnit(name: $0, isDefunct: row.7, defunctSince: row.8)
            }, merger: merger)
    }
}
