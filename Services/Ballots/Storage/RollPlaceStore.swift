import EventLog
import Model
import Postgres

/// What this service's copy of a roll says of buildings and of who owns in them.
struct RollPlaceStore: Sendable {
    /// What concerns the agenda's candidates and allotments of seats; nil where there are none.
    func places(of items: [AgendaItem], in write: borrowing Write) async throws -> RollPlaces? {
        let (buildings, owners) = (items.allottedBuildings, items.standingOwners)
        guard !buildings.isEmpty || !owners.isEmpty else { return nil }
        let known = try await write.query(
            """
            SELECT DISTINCT split_part(unit, '-', 1)
            FROM roll_unit
            WHERE community = \(write.community)
                AND split_part(unit, '-', 1) = ANY(\(buildings))
            """,
            as: BuildingCode.self)
        let homes = try await write.query(
            """
            SELECT DISTINCT owner, split_part(unit, '-', 1)
            FROM roll_unit
            JOIN community ON community.code = roll_unit.community
            CROSS JOIN unnest(record_owners(record)) AS owner
            WHERE roll_unit.community = \(write.community)
                AND record_owners(record) && \(owners)
                AND owner = ANY(\(owners))
                AND (parking_counts OR NOT is_parking)
            """,
            as: (OwnerID, BuildingCode).self)
        return RollPlaces(
            buildings: Set(known), homes: Set(homes.map { RollPlaces.Home(owner: $0.0, building: $0.1) }),
            owners: Set(homes.map(\.0)))
    }

    /// The area of each building that counts (R-C-09).
    ///
    /// - Throws: `BallotsError.unknownCommunity`
    func areas(
        of community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> [(building: BuildingCode, area: Area)] {
        let parking = try await transaction.query(
            "SELECT parking_counts FROM community WHERE code = \(community)", as: Bool.self)
        guard let parkingCounts = parking.first else { throw BallotsError.unknownCommunity(community) }
        return try await transaction.query(
            """
            SELECT split_part(unit, '-', 1), sum(area)::bigint
            FROM roll_unit
            WHERE community = \(community)
                AND (\(parkingCounts) OR NOT is_parking)
            GROUP BY 1
            """,
            as: (BuildingCode, Area).self
        ).map { (building: $0.0, area: $0.1) }
    }
}
