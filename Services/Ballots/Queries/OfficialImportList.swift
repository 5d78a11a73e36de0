import EventLog
import Model
import Postgres

/// What was brought in from official platforms: from where, by which rule it binds, and how much of it counts (R-M-09).
struct OfficialImportList: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore

    struct Row: Encodable, Sendable {
        let channel = "imported"
        let platform: String
        let basis: String
        /// Of the file that the platform gave out.
        let evidence: Digest256
        let importedAt: Timestamp
        let votes: Int64
        let counted: Int64
        /// Of owners who had voted before: kept, and not counted.
        let duplicates: Int64
        let items: [Item]
    }

    /// The votes of one import on an item.
    struct Item: Encodable, Sendable {
        let item: ItemID
        let votes: Int64
        let counted: Int64
    }

    struct Page: Encodable, Sendable {
        let imports: [Row]
        /// Where the next page begins; nil after the last.
        let next: String?
    }

    /// The imports of an assembly in the order in which they came.
    ///
    /// - Parameters:
    ///   - id: the assembly.
    ///   - community: whose it is.
    ///   - cursor: the `next` of the page before.
    ///   - limit: how many there are on a page.
    /// - Returns: a page of them.
    /// - Throws: `BallotsError.unknownAssembly`
    func callAsFunction(
        _ id: AssemblyID, of community: CommunityID, after cursor: Int64, limit: Int
    ) async throws -> Page {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            let rows = try await transaction.query(
                """
                SELECT number, platform, basis, evidence, imported_at
                FROM official_import
                WHERE assembly = \(stored.number)
                    AND number > \(cursor)
                ORDER BY number
                LIMIT \(limit + 1)
                """,
                as: (Int64, String, String, Digest256, Timestamp).self)
            let shown = rows.prefix(limit)
            let items = try await items(of: shown.map(\.0), in: transaction)
            return Page(
                imports: shown.map { row in
                    let items = items[row.0] ?? []
                    let (votes, counted) = items.reduce(into: (0, 0) as (Int64, Int64)) { sums, item in
                        sums = (sums.0 + item.votes, sums.1 + item.counted)
                    }
                    return Row(
                        platform: row.1, basis: row.2, evidence: row.3, importedAt: row.4, votes: votes,
                        counted: counted, duplicates: votes - counted, items: items)
                },
                next: rows.count > limit ? String(rows[limit - 1].0) : nil)
        }
    }

    /// By import, in the order of the agenda.
    private func items(
        of imports: [Int64], in transaction: borrowing Transaction
    ) async throws -> [Int64: [Item]] {
        let rows = try await transaction.query(
            """
            SELECT import, item.code, count(*), count(*) FILTER (WHERE is_counted)
            FROM imported_vote
            JOIN agenda_item AS item USING (assembly, item)
            WHERE import = ANY(\(imports))
            GROUP BY import, item.item, item.code
            ORDER BY import, item.item
            """,
            as: (Int64, ItemID, Int64, Int64).self)
        return rows.reduce(into: [:]) { items, row in
            items[row.0, default: []].append(Item(item: row.1, votes: row.2, counted: row.3))
        }
    }
}
