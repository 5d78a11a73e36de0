package import Model
package import Postgres

/// Some of a shard's events in their order, for people who look at the log.
package struct RecordedEvents: Sendable {
    package let events: [EventEnvelope]
    /// The position from which the next events are to be asked for.
    package let next: Int64
}

/// Reads the outbox as people want to see it; the relay has its own way.
package struct OutboxReader: Sendable {
    let identity: LogIdentity

    package init(identity: LogIdentity) { self.identity = identity }

    /// At most `limit` events of a shard, or of one community in it: from a position on, or without one the last.
    ///
    /// - Throws: `PostgresError`; `DecodingError` where a stored causality cannot be read.
    package func events(
        in shard: Shard, of community: CommunityID?, from: Int64?, limit: Int64, on connection: PostgresConnection
    ) async throws -> RecordedEvents {
        // Commits of a shard are serial, so a later statement sees every position up to the head.
        let heads = try await RelayStore(identity: identity).heads(of: [shard], on: connection)
        guard let head = heads[shard] else { return RecordedEvents(events: [], next: from ?? 1) }
        let first: Int64
        if let from {
            first = from
        } else {
            first = try await start(ofLast: limit, in: shard, of: community, on: connection) ?? head + 1
        }
        let events = try await page(in: shard, of: community, first...max(first, head), limit, on: connection)
        let isWhole = Int64(events.count) < limit
        let last = events.last.map { $0.position + 1 } ?? first
        return RecordedEvents(events: events, next: isWhole ? max(first, head + 1) : last)
    }

    private func start(
        ofLast count: Int64, in shard: Shard, of community: CommunityID?, on connection: PostgresConnection
    ) async throws -> Int64? {
        try await connection.query(
            """
            SELECT min(pos) FROM (
                SELECT pos FROM outbox
                WHERE shard = \(shard) AND (\(community)::text IS NULL OR community = \(community)::text)
                ORDER BY pos DESC LIMIT \(count)
            ) AS last
            """, as: Int64?.self
        ).first.flatMap(\.self)
    }

    private func page(
        in shard: Shard, of community: CommunityID?, _ positions: ClosedRange<Int64>, _ limit: Int64,
        on connection: PostgresConnection
    ) async throws -> [EventEnvelope] {
        let rows = try await connection.query(
            """
            SELECT pos, id, epoch, community, subject, type, payload, after, traceparent, recorded_at, prev_chain, chain
            FROM outbox
            WHERE shard = \(shard) AND pos BETWEEN \(positions.lowerBound) AND \(positions.upperBound)
                AND (\(community)::text IS NULL OR community = \(community)::text)
            ORDER BY pos LIMIT \(limit)
            """,
            as: (
                Int64, EventID, Int32, CommunityID, String, String, [UInt8], String, String?, Timestamp, [UInt8],
                [UInt8]
            ).self)
        return try rows.map { row in
            EventEnvelope(
                source: identity.source, shard: shard, position: row.0, epoch: row.2, id: row.1, type: row.5,
                community: row.3, subject: row.4, time: row.9, after: try Causality(parsing: row.7), traceparent: row.8,
                payload: row.6, previousChain: row.10, chain: row.11)
        }
    }
}
