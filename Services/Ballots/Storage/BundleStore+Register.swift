import EventLog
import Model
import Postgres

/// How the ballots got to the units, and what was brought in from elsewhere, a page at a time.
extension BundleStore {
    struct Delivery: Sendable {
        let unit: UnitCode
        let papers: Int64
        let method: Ballots.Delivery.Method
        let deliveredOn: Day?
        let evidence: Digest256?
        let isWarned: Bool
    }

    /// The deliveries that stand and follow `last`, in the order of the units' bytes.
    func deliveries(of assembly: Int64, after last: Delivery?) async throws -> [Delivery] {
        let unit = last?.unit.description ?? ""
        return try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT unit, papers, method, delivered_on, evidence, warned
                FROM standing_delivery
                WHERE assembly = \(assembly)
                    AND unit COLLATE "C" > \(unit)
                ORDER BY unit COLLATE "C"
                LIMIT \(Self.page)
                """,
                as: (UnitCode, Int64, Ballots.Delivery.Method, Day?, Digest256?, Bool).self)
        }.map(Delivery.init)
    }

    struct OfficialImport: Sendable {
        let platform: String
        let basis: String
        let evidence: Digest256
        let importedAt: Timestamp
    }

    /// The imports that follow `last`, in the order of their evidence.
    func officialImports(of assembly: Int64, after last: OfficialImport?) async throws -> [OfficialImport] {
        let evidence = last?.evidence.bytes ?? []
        return try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT platform, basis, evidence, imported_at
                FROM official_import
                WHERE assembly = \(assembly)
                    AND evidence > \(evidence)
                ORDER BY evidence
                LIMIT \(Self.page)
                """,
                as: (String, String, Digest256, Timestamp).self)
        }.map(OfficialImport.init)
    }
}
