import EventLog
import Model
import Postgres

/// The written authorities of an assembly, those that were revoked included.
struct ProxyList: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore

    struct Row: Encodable, Sendable {
        let unit: UnitCode
        let holder: HolderID
        let authority: Digest256
        let writtenOn: Day
        let recordedAt: Timestamp
        let revokedAt: Timestamp?
        /// On how many items something was handed in by it.
        let votes: Int
    }

    struct Page: Encodable, Sendable {
        let proxies: [Row]
        /// Where the next page begins; nil after the last.
        let next: String?
    }

    /// An authority that one scrutineer has recorded.
    struct Waiting: Encodable, Sendable {
        let unit: UnitCode
        let holder: HolderID
        let authority: Digest256
        let writtenOn: Day
        let enteredBy: String
        let enteredAt: Timestamp
    }

    /// Those that wait for a second scrutineer, the latest first, at most 500.
    ///
    /// - Throws: `BallotsError.unknownAssembly`
    func waiting(_ id: AssemblyID, of community: CommunityID) async throws -> [Waiting] {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            return try await transaction.query(
                """
                SELECT unit, holder, authority, written_on, entered_by, entered_at
                FROM waiting_proxy
                WHERE assembly = \(stored.number)
                ORDER BY number DESC
                LIMIT 500
                """,
                as: (UnitCode, HolderID, Digest256, Day, String, Timestamp).self
            ).map(Waiting.init)
        }
    }

    /// `ids` leaves only those that somebody of them gave or holds; nil is for all.
    ///
    /// `cursor` is the `next` of the page before.
    ///
    /// - Throws: `BallotsError.unknownAssembly`
    func callAsFunction(
        _ id: AssemblyID, of community: CommunityID, about ids: [OwnerID]?, after cursor: Int64, limit: Int
    ) async throws -> Page {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await assemblies.load(id, of: community, in: transaction)
            let rows = try await transaction.query(
                """
                SELECT proxy.number, proxy.unit, proxy.holder, proxy.authority, proxy.written_on, proxy.recorded_at,
                    revocation.revoked_at,
                    (SELECT count(*) FROM vote_proxy WHERE vote_proxy.proxy = proxy.number)
                FROM proxy
                JOIN frozen_unit AS voter
                    ON voter.assembly = proxy.assembly AND voter.unit = proxy.unit
                LEFT JOIN proxy_revocation AS revocation
                    ON revocation.proxy = proxy.number
                WHERE proxy.assembly = \(stored.number)
                    AND proxy.number > \(cursor)
                    AND (\(ids)::uuid[] IS NULL OR proxy.holder = ANY(\(ids)) OR voter.voter = ANY(\(ids)))
                ORDER BY proxy.number
                LIMIT \(limit + 1)
                """,
                as: (Int64, UnitCode, HolderID, Digest256, Day, Timestamp, Timestamp?, Int).self)
            return Page(
                proxies: rows.prefix(limit).map { row in
                    Row(
                        unit: row.1, holder: row.2, authority: row.3, writtenOn: row.4, recordedAt: row.5,
                        revokedAt: row.6, votes: row.7)
                },
                next: rows.count > limit ? String(rows[limit - 1].0) : nil)
        }
    }
}
