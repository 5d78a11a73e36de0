import Model
import Postgres

/// The assemblies of a community, the latest first, a page at a time.
struct AssemblyList: Sendable {
    let rows: [Row]
    /// Where the next page begins; nil after the last one.
    let next: Int64?

    struct Row: Sendable {
        let assembly: AssemblyID
        let title: String
        let state: StateName
        let closesAt: Timestamp
    }

    struct Query: Sendable {
        let pool: PostgresPool

        /// `cursor` is the `next` of the page before.
        func callAsFunction(of community: CommunityID, from cursor: Int64?, limit: Int) async throws -> AssemblyList {
            let rows = try await pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT number, code, title, state, closes_at
                    FROM assembly
                    WHERE community = \(community)
                        AND number <= \(cursor ?? .max)
                    ORDER BY number DESC
                    LIMIT \(limit + 1)
                    """,
                    as: (Int64, AssemblyID, String, StateName, Timestamp).self)
            }
            return AssemblyList(
                rows: rows.prefix(limit).map { Row(assembly: $0.1, title: $0.2, state: $0.3, closesAt: $0.4) },
                next: rows.count > limit ? rows[limit].0 : nil)
        }
    }
}
