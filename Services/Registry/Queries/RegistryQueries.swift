import Model
import Postgres
import ServiceRuntime
import Threads

/// What can be asked of the registry.
struct RegistryQueries: Sendable {
    let pool: PostgresPool
    let vault: PersonalVault
    /// Where a roll is opened and written out, while requests are served.
    let thread: DedicatedThread
    let communities = CommunityStore()
    let rolls = RollStore()
    let rules = RulesStore()
    let days = DayStore()

    struct CommunityPage: Sendable {
        let communities: [Community]
        /// Where the next page begins; nil after the last.
        let next: String?
    }

    struct RecordedRoll: Sendable {
        let summary: RollSummary
        let recordedAt: Timestamp
    }

    func communityPage(after cursor: String, limit: Int) async throws -> CommunityPage {
        let found = try await pool.withTransaction(readOnly: true) { transaction in
            try await communities.page(after: cursor, limit: limit + 1, in: transaction)
        }
        let page = Array(found.prefix(limit))
        return CommunityPage(communities: page, next: found.count > limit ? page.last?.code.description : nil)
    }

    /// - Throws: `RegistryError.communityUnknown`
    func community(_ code: CommunityID) async throws -> Community {
        try await pool.withTransaction(readOnly: true) { transaction in
            try await communities.community(code, in: transaction)
        }
    }

    /// - Throws: `RegistryError.communityUnknown`, `.rollMissing`
    func roll(of community: CommunityID) async throws -> RecordedRoll {
        try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await communities.community(community, in: transaction)
            guard let (summary, recordedAt) = try await rolls.summary(of: community, in: transaction) else {
                throw RegistryError.rollMissing
            }
            return RecordedRoll(summary: summary, recordedAt: recordedAt)
        }
    }

    /// The roll as a `roll.csv` that imports to the same roll; the copy is noted (R-P-09).
    ///
    /// - Throws: `RegistryError.communityUnknown`
    func rollFile(of community: CommunityID, for subject: String) async throws -> String {
        let store = RollExportStore(vault: vault)
        let (stored, totals) = try await pool.withTransaction(isolation: .repeatableRead) { transaction in
            _ = try await communities.community(community, in: transaction)
            let stored = try await store.export(community, to: subject, in: transaction)
            return (stored, try await rolls.totals(of: community, in: transaction))
        }
        return try await thread.run { Self.text(of: try store.rows(in: stored), totals) }
    }

    private static func text(of rows: [ExportedRow], _ totals: [BuildingCode: Area]) -> String {
        // A column that nobody has filled in is left out, so that the file is the one that was brought.
        let hasSource = rows.contains { $0.areaSource != nil }
        let columns =
            RollFile.columns + (hasSource ? [RollFile.areaSource] : [])
            + (totals.isEmpty ? [] : [RollFile.buildingTotal])
        return CSVText.write(
            columns: columns,
            rows: rows.lazy.map { row in
                row.fields + (hasSource ? [row.areaSource?.rawValue ?? ""] : [])
                    + (totals.isEmpty ? [] : [totals[row.unit.building]?.description ?? ""])
            })
    }

    /// - Throws: `RegistryError.communityUnknown`
    func modes(of community: CommunityID) async throws -> [ManagementModeSet] {
        try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await communities.community(community, in: transaction)
            return try await ManagementModeStore().modes(of: community, in: transaction)
        }
    }

    /// - Throws: `RegistryError.communityUnknown`, `.rulesMissing`
    func rules(of community: CommunityID) async throws -> AdoptedRules {
        try await pool.withTransaction(readOnly: true) { transaction in
            _ = try await communities.community(community, in: transaction)
            guard let current = try await rules.current(of: community, in: transaction) else {
                throw RegistryError.rulesMissing
            }
            return current
        }
    }

}

extension RegistryQueries: DaySource {
    /// The day that an operator has set, if any.
    func day() async throws -> Day? {
        try await pool.withTransaction(readOnly: true) { transaction in try await days.day(in: transaction) }
    }
}
