import EventLog
import Model
import Postgres

/// The register of delivery as those see it who go from door to door: where nobody has been, and what is out and not back.
struct DeliveryRegister: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore

    struct Row: Encodable, Sendable {
        let unit: UnitCode
        let standing: Delivery.Standing
        let papers: Int
        let method: Delivery.Method?
        let deliveredOn: Day?
        let evidence: Digest256?
        let warned: Bool?
        /// SHA-256 of the letter that came with the ballot.
        let letter: Digest256?
        let collector: String?
        let recordedAt: Timestamp?
        /// How often something was said of the unit.
        let entries: Int
    }

    struct Page: Encodable, Sendable {
        let deliveries: [Row]
        /// Where the next page begins; nil after the last.
        let next: String?
    }

    /// What to leave out.
    struct Filter: Sendable {
        let building: BuildingCode?
        let standing: Delivery.Standing?
        let collector: String?
    }

    /// The units that count in the order of their codes as texts, those after `cursor`.
    ///
    /// - Throws: `BallotsError.unknownAssembly`, `.notOpenYet`
    func callAsFunction(
        _ id: AssemblyID, of community: CommunityID, _ filter: Filter, after cursor: String, limit: Int
    ) async throws -> Page {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let assembly = try await number(of: id, of: community, in: transaction)
            let rows = try await transaction.query(
                """
                SELECT unit, standing, papers, method, delivered_on, evidence, warned, collector, recorded_at,
                    (
                        SELECT count(*)
                        FROM delivery
                        WHERE delivery.assembly = delivery_register.assembly
                            AND delivery.unit = delivery_register.unit
                    ),
                    (
                        SELECT letter
                        FROM standing_delivery
                        WHERE standing_delivery.assembly = delivery_register.assembly
                            AND standing_delivery.unit = delivery_register.unit
                    )
                FROM delivery_register
                WHERE assembly = \(assembly)
                    AND unit COLLATE "C" > \(cursor)
                    AND (\(filter.building)::text IS NULL OR building = \(filter.building))
                    AND (\(filter.collector)::text IS NULL OR collector = \(filter.collector))
                    AND (\(filter.standing)::text IS NULL OR standing = \(filter.standing))
                ORDER BY unit COLLATE "C"
                LIMIT \(limit + 1)
                """,
                as: (
                    UnitCode, Delivery.Standing, Int?, Delivery.Method?, Day?, Digest256?, Bool?, String?, Timestamp?,
                    Int, Digest256?
                ).self)
            return Page(
                deliveries: rows.prefix(limit).map { row in
                    Row(
                        unit: row.0, standing: row.1, papers: row.2 ?? 0, method: row.3, deliveredOn: row.4,
                        evidence: row.5, warned: row.6, letter: row.10, collector: row.7, recordedAt: row.8,
                        entries: row.9)
                },
                next: rows.count > limit ? rows[limit - 1].0.description : nil)
        }
    }

    /// How far a building has come, or a collector in it.
    struct Progress: Encodable, Sendable, Equatable {
        let building: BuildingCode
        /// Nil for the units of which nobody has said anything yet.
        let collector: String?
        let units: Int
        let notReached: Int
        let announced: Int
        let out: Int
        let back: Int
        let papers: Int
    }

    /// How far the collection has come, by building and collector.
    ///
    /// - Throws: `BallotsError.unknownAssembly`, `.notOpenYet`
    func progress(_ id: AssemblyID, of community: CommunityID) async throws -> [Progress] {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let assembly = try await number(of: id, of: community, in: transaction)
            return try await transaction.query(
                """
                SELECT building, collector, count(*), count(*) FILTER (WHERE standing = 'notReached'),
                    count(*) FILTER (WHERE standing = 'announced'), count(*) FILTER (WHERE standing = 'out'),
                    count(*) FILTER (WHERE standing = 'back'), coalesce(sum(papers), 0)::bigint
                FROM delivery_register
                WHERE assembly = \(assembly)
                GROUP BY building, collector
                ORDER BY building COLLATE "C", collector COLLATE "C" NULLS LAST
                """,
                as: (BuildingCode, String?, Int, Int, Int, Int, Int, Int).self
            ).map(Progress.init)
        }
    }

    private func number(
        of id: AssemblyID, of community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> Int64 {
        let stored = try await assemblies.load(id, of: community, in: transaction)
        guard stored.assembly.basis != nil else { throw BallotsError.notOpenYet(id) }
        return stored.number
    }
}
