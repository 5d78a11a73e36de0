import Model
import Postgres

/// The units that get a paper ballot: those that count, of the frozen roll or, before the opening, of the roll as it is.
struct PaperRoll: Sendable {
    let pool: PostgresPool

    /// In the order of their codes.
    func units(_ stored: StoredAssembly, of community: CommunityID) async throws -> [UnitCode] {
        let isFrozen = stored.assembly.basis != nil
        return try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT unit
                FROM frozen_unit
                WHERE assembly = \(stored.number)
                    AND counts
                UNION ALL
                SELECT roll_unit.unit
                FROM roll_unit
                JOIN community ON community.code = roll_unit.community
                WHERE NOT \(isFrozen)
                    AND roll_unit.community = \(community)
                    AND (community.parking_counts OR NOT roll_unit.is_parking)
                """,
                as: UnitCode.self)
        }.filter(stored.assembly.terms.includes).sorted()
    }
}
