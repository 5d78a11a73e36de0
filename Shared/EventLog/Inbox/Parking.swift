package import Model
import Postgres

/// An event that could not be applied, or that came after one of its subject that could not.
package struct ParkedEvent: Codable, Sendable {
    package let source: ServiceName
    package let shard: Int32
    package let position: Int64
    package let community: CommunityID
    package let subject: String
    package let type: String
    package let reason: String
    package let parkedAt: Timestamp
}

/// Where a parked event stands: `registry/11/42`.
package struct ParkedPlace: TextValue {
    package let source: ServiceName
    package let shard: Shard
    package let position: Int64

    package init(parsing text: String) throws(InvalidValue) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let source = ServiceName(rawValue: String(parts[0])),
            let shard = Int32(parts[1]).flatMap({ Shard($0) }), let position = Int64(parts[2])
        else { throw InvalidValue("place", zh: "应写成“来源/分片/位置”", en: "has not the form source/shard/position") }
        (self.source, self.shard, self.position) = (source, shard, position)
    }

    package var description: String { "\(source.rawValue)/\(shard)/\(position)" }
}

/// Looking at parked events and dealing with them.
package struct Parking: Sendable {
    let pool: PostgresPool
    let writers: [Shard: ShardWriter]
    let router: EventRouter
    /// Where this process has stopped the source's shard, it goes on at once; others learn it from the database.
    let resume: @Sendable (ServiceName, Shard) -> Void
    /// So many parked events are in memory at a time, whose payloads may be large.
    var page: Int64 = 100

    /// At most `limit` unresolved ones, by source, shard and position; those behind `last`, where a page before ended.
    ///
    /// Only those of `communities`, where some are named.
    ///
    /// - Throws: `PostgresError`
    package func list(
        after last: ParkedPlace? = nil, limit: Int64 = 500, of communities: [CommunityID]? = nil
    ) async throws -> [ParkedEvent] {
        try await pool.withConnection { connection in
            let rows = try await connection.query(
                """
                SELECT source, shard, pos, community, subject, type, reason, parked_at FROM inbox_parked AS parked
                WHERE NOT EXISTS (
                    SELECT FROM inbox_resolution AS resolution
                    WHERE (resolution.source, resolution.shard, resolution.pos) = (parked.source, parked.shard, parked.pos)
                ) AND (source, shard, pos) > (\(last?.source.rawValue ?? ""), \(last?.shard.number ?? 0), \(last?.position ?? 0))
                    AND (\(communities)::text[] IS NULL OR community = ANY(\(communities)))
                ORDER BY source, shard, pos LIMIT \(limit)
                """, as: (ServiceName, Int16, Int64, CommunityID, String, String, String, Timestamp).self)
            return rows.map { row in
                ParkedEvent(
                    source: row.0, shard: Int32(row.1), position: row.2, community: row.3, subject: row.4, type: row.5,
                    reason: row.6, parkedAt: row.7)
            }
        }
    }

    /// Applies all parked events of a subject in their order, or none of them.
    ///
    /// - Returns: how many were applied.
    /// - Throws: what the handler threw, after which they stay parked.
    package func retry(
        _ source: ServiceName, _ community: CommunityID, _ subject: String, by person: String
    ) async throws -> Int {
        let shard = Shard(of: community)
        guard let writer = writers[shard] else { return 0 }
        let count = try await writer.exclusively { [router, page] transaction in
            var (applied, last) = (0, Int64.min)
            // Whoever parks holds the shard, as this does: their number does not grow meanwhile.
            while true {
                let events = try await Self.unresolved(
                    source, shard, community, subject, after: last, limit: page, on: transaction.connection)
                for event in events {
                    // First, so that its handler finds nothing of its own parked; what it throws undoes this too.
                    try await Self.resolve(
                        event.source, shard, event.position, "applied", "retried", person, in: transaction)
                    try await router.apply([event], in: transaction.write(for: community))
                    last = event.position
                }
                applied += events.count
                if events.count < page { return applied }
            }
        } commit: { _ in
            [InboxStore.resumption(of: source, shard)]
        }
        resume(source, shard)
        return count
    }

    /// Gives one parked event up.
    ///
    /// - Returns: false where no such event is parked and unresolved; then nothing has changed.
    /// - Throws: `EventLogError`; `PostgresError` where a statement is refused.
    package func discard(
        _ source: ServiceName, _ shard: Shard, _ position: Int64, reason: String, by person: String
    ) async throws -> Bool {
        guard let writer = writers[shard] else { return false }
        let isDone = try await writer.exclusively { transaction in
            try await Self.resolve(source, shard, position, "discarded", reason, person, in: transaction) == 1
        } commit: { isDone in
            isDone ? [InboxStore.resumption(of: source, shard)] : []
        }
        if isDone { resume(source, shard) }
        return isDone
    }

    @discardableResult
    private static func resolve(
        _ source: ServiceName, _ shard: Shard, _ position: Int64, _ resolution: String, _ reason: String,
        _ person: String, in transaction: ShardTransaction
    ) async throws -> Int {
        try await transaction.connection.execute(
            """
            INSERT INTO inbox_resolution (source, shard, pos, resolution, reason, resolved_by)
            SELECT source, shard, pos, \(resolution), \(reason), \(person) FROM inbox_parked
            WHERE source = \(source) AND shard = \(shard) AND pos = \(position)
            ON CONFLICT ON CONSTRAINT inbox_resolution_pkey DO NOTHING
            """)
    }

    private static func unresolved(
        _ source: ServiceName, _ shard: Shard, _ community: CommunityID, _ subject: String, after last: Int64,
        limit: Int64, on connection: PostgresConnection
    ) async throws -> [EventEnvelope] {
        let rows = try await connection.query(
            """
            SELECT pos, id, type, payload, recorded_at FROM inbox_parked AS parked
            WHERE source = \(source) AND shard = \(shard) AND community = \(community) AND subject = \(subject)
                AND pos > \(last)
                AND NOT EXISTS (
                    SELECT FROM inbox_resolution AS resolution
                    WHERE (resolution.source, resolution.shard, resolution.pos) = (parked.source, parked.shard, parked.pos)
                )
            ORDER BY pos
            LIMIT \(limit)
            """, as: (Int64, EventID, String, [UInt8], Timestamp).self)
        return rows.map { row in
            EventEnvelope(
                source: source, shard: shard, position: row.0, epoch: 0, id: row.1, type: row.2, community: community,
                subject: subject, time: row.4, after: Causality([:]), traceparent: nil, payload: row.3,
                previousChain: [],
                chain: [])
        }
    }
}

extension Write {
    /// Whether events of these kinds are parked and nobody has dealt with them: what is kept of the community is not
    /// what was told last then.
    ///
    /// The event that is being applied is none of them, also where it was parked before.
    ///
    /// - Throws: `PostgresError`
    package func isParked(_ types: [EventType]) async throws -> Bool {
        try await query(
            """
            SELECT EXISTS (
                SELECT FROM inbox_parked AS parked
                WHERE shard = \(Shard(of: community)) AND community = \(community)
                    AND type = ANY(\(types.map(\.description)))
                    AND NOT EXISTS (
                        SELECT FROM inbox_resolution AS resolution
                        WHERE (resolution.source, resolution.shard, resolution.pos)
                            = (parked.source, parked.shard, parked.pos)
                    )
            )
            """, as: Bool.self
        ).first ?? false
    }
}
