import FoundationEssentials
import Model
import Postgres

/// The relay's statements: pages of the outbox, and its rarely kept cursor.
struct RelayStore: Sendable {
    let identity: LogIdentity

    /// The namespace of the session locks that make one process the sender of a shard.
    static let lockNamespace: Int32 = 7_002

    /// Takes the lock of each shard that is free; those of others stay with them.
    func lock(_ shards: [Shard], on connection: PostgresConnection) async throws -> [Shard] {
        let rows = try await connection.query(
            """
            SELECT shard FROM unnest(\(shards.map(\.number))) AS wanted (shard)
            WHERE pg_try_advisory_lock(\(Self.lockNamespace), shard)
            """, as: Int32.self)
        return rows.compactMap(Shard.init)
    }

    func cursors(on connection: PostgresConnection) async throws -> [Shard: RelayCursors.Cursor] {
        let rows = try await connection.query(
            "SELECT shard, pos, cluster_id, kafka_offset FROM relay_cursor", as: (Int16, Int64, String?, Int64?).self)
        return rows.reduce(into: [:]) { cursors, row in
            if let shard = Shard(Int32(row.0)) {
                cursors[shard] = .init(position: row.1, offset: row.3, cluster: row.2)
            }
        }
    }

    func persist(_ cursors: [Shard: RelayCursors.Cursor], on connection: PostgresConnection) async throws {
        try await connection.execute(Self.keeping(cursors))
    }

    /// The same for a relay that ends, whose task may be cancelled already.
    ///
    /// It takes less than a cancelled process is given. Without it some events are sent twice.
    func persistLast(_ cursors: [Shard: RelayCursors.Cursor], on connection: PostgresConnection) async throws {
        try await connection.finish([Self.keeping(cursors)], within: .milliseconds(400))
    }

    private static func keeping(_ cursors: [Shard: RelayCursors.Cursor]) -> SQL {
        let entries = cursors.sorted { $0.key < $1.key }
        return """
            INSERT INTO relay_cursor (shard, pos, cluster_id, kafka_offset)
            SELECT shard, pos, cluster_id, kafka_offset
            FROM unnest(
                \(entries.map { Int16($0.key.number) }), \(entries.map(\.value.position)),
                \(entries.map(\.value.cluster)), \(entries.map(\.value.offset))
            ) AS cursor (shard, pos, cluster_id, kafka_offset)
            ON CONFLICT ON CONSTRAINT relay_cursor_pkey
            DO UPDATE SET pos = excluded.pos, cluster_id = excluded.cluster_id, kafka_offset = excluded.kafka_offset,
                at = clock_timestamp()
            """
    }

    /// The last position of each of the shards.
    func heads(of shards: [Shard], on connection: PostgresConnection) async throws -> [Shard: Int64] {
        let rows = try await connection.query(
            """
            SELECT wanted.shard, head.pos FROM unnest(\(shards.map(\.number))) AS wanted (shard)
            CROSS JOIN LATERAL (
                SELECT pos FROM outbox WHERE outbox.shard = wanted.shard ORDER BY pos DESC LIMIT 1
            ) AS head
            """, as: (Int32, Int64).self)
        return rows.reduce(into: [:]) { heads, row in
            if let shard = Shard(row.0) { heads[shard] = row.1 }
        }
    }

    /// Where every consumer has got to at least; shards that nobody has confirmed are missing.
    func leastConfirmed(on connection: PostgresConnection) async throws -> [Shard: Int64] {
        let rows = try await connection.query(
            "SELECT shard, min(pos) FROM consumer_confirm GROUP BY shard", as: (Int16, Int64).self)
        return rows.reduce(into: [:]) { least, row in
            if let shard = Shard(Int32(row.0)) { least[shard] = row.1 }
        }
    }

    // MARK: - What others know

    /// Keeps what a consumer confirms.
    func keep(
        _ applied: [Shard: AppliedEvent], of consumer: ServiceName, on connection: PostgresConnection
    ) async throws {
        let entries = applied.sorted { $0.key < $1.key }
        try await connection.execute(
            """
            INSERT INTO consumer_confirm (consumer, shard, pos, chain_pos, chain)
            SELECT \(consumer), shard, pos, pos, chain
            FROM unnest(
                \(entries.map { Int16($0.key.number) }), \(entries.map(\.value.position)), \(entries.map(\.value.chain))
            ) AS confirmed (shard, pos, chain)
            ON CONFLICT ON CONSTRAINT consumer_confirm_pkey
            DO UPDATE SET pos = excluded.pos, chain_pos = excluded.chain_pos, chain = excluded.chain,
                at = clock_timestamp()
            """)
    }

    /// What consumers have confirmed that is not recorded here, or not with their chain; the last that is, is `head`.
    func strangeConfirmations(
        on connection: PostgresConnection
    ) async throws -> [(consumer: String, shard: Shard, position: Int64, head: Int64)] {
        let rows = try await connection.query(
            """
            SELECT consumer, shard, pos, head
            FROM (
                SELECT consumer, shard, pos, chain,
                    coalesce((SELECT max(outbox.pos) FROM outbox WHERE outbox.shard = confirmed.shard), 0) AS head,
                    (
                        SELECT outbox.chain FROM outbox
                        WHERE outbox.shard = confirmed.shard AND outbox.pos = confirmed.chain_pos
                    ) AS recorded
                FROM consumer_confirm AS confirmed
            ) AS held
            WHERE pos > head OR recorded <> chain
            """, as: (String, Int16, Int64, Int64).self)
        return rows.compactMap { row in
            Shard(Int32(row.1)).map { (consumer: row.0, shard: $0, position: row.2, head: row.3) }
        }
    }

    /// The shards of those events that are not recorded here, or not with their chain.
    func strangers(
        among events: [(shard: Shard, position: Int64, chain: [UInt8])], on connection: PostgresConnection
    ) async throws -> [Shard] {
        let rows = try await connection.query(
            """
            SELECT sent.shard
            FROM unnest(
                \(events.map { Int16($0.shard.number) }), \(events.map(\.position)), \(events.map(\.chain))
            ) AS sent (shard, pos, chain)
            WHERE NOT EXISTS (
                SELECT FROM outbox
                WHERE outbox.shard = sent.shard AND outbox.pos = sent.pos AND outbox.chain = sent.chain
            )
            """, as: Int16.self)
        return rows.compactMap { Shard(Int32($0)) }
    }

    // MARK: - Requests

    /// Leaves word for the process that sends the shard.
    func requestResending(of shard: Shard, from position: Int64, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            INSERT INTO relay_cursor (shard, pos, resend_from) VALUES (\(shard), 0, \(position))
            ON CONFLICT ON CONSTRAINT relay_cursor_pkey
            DO UPDATE SET resend_from = least(relay_cursor.resend_from, excluded.resend_from)
            """)
    }

    /// What other processes were asked to send again, by shard.
    func takeRequests(for shards: [Shard], on connection: PostgresConnection) async throws -> [(Shard, from: Int64)] {
        let rows = try await connection.query(
            """
            WITH asked AS (
                SELECT shard, resend_from FROM relay_cursor
                WHERE resend_from IS NOT NULL AND shard = ANY(\(shards.map { Int16($0.number) })) FOR UPDATE
            )
            UPDATE relay_cursor SET resend_from = NULL FROM asked WHERE relay_cursor.shard = asked.shard
            RETURNING asked.shard, asked.resend_from
            """, as: (Int16, Int64).self)
        return rows.compactMap { row in Shard(Int32(row.0)).map { ($0, from: row.1) } }
    }

    // MARK: - Pages

    /// The next events of a shard: at most `limit`, and none after those whose payloads reach `bytes` together.
    ///
    /// The sizes are known without reading the payloads.
    func rows(
        of shard: Shard, after position: Int64, limit: Int, bytes: Int, on connection: PostgresConnection
    ) async throws -> [OutboxRow] {
        let result = try await connection.query(
            """
            SELECT pos, id, epoch, community, subject, type, payload, after, traceparent, recorded_at, prev_chain, chain
            FROM (
                SELECT *, sum(octet_length(payload)) OVER (ORDER BY pos ROWS UNBOUNDED PRECEDING)
                    - octet_length(payload) AS bytes_before
                FROM outbox WHERE shard = \(shard) AND pos > \(position) ORDER BY pos LIMIT \(Int64(limit))
            ) AS page WHERE bytes_before < \(Int64(bytes)) ORDER BY pos
            """)
        let rows = try result.decode(
            (
                Int64, UUID, Int32, OutboxBytes, OutboxBytes, OutboxBytes, [UInt8], OutboxBytes, OutboxBytes?,
                Timestamp,
                [UInt8], [UInt8]
            ).self)
        return rows.map { row in
            OutboxRow(
                position: row.0, id: row.1, epoch: row.2, community: row.3.bytes, subject: row.4.bytes,
                type: row.5.bytes, payload: row.6, after: row.7.bytes, traceparent: row.8?.bytes, time: row.9,
                previousChain: row.10, chain: row.11)
        }
    }
}
