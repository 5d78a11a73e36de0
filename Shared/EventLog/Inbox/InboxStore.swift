import Model
import Postgres

/// The inbox's statements; those that change something run inside a shard's transaction.
enum InboxStore {
    struct Subject: Hashable, Sendable {
        let community: CommunityID
        let subject: String
    }

    static func mark(
        of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws -> InboxBuffer.Mark {
        let rows = try await connection.query(
            """
            SELECT last_pos, chain_last, epoch FROM inbox_log
            WHERE source = \(source) AND shard = \(shard) ORDER BY first_pos DESC LIMIT 1
            """, as: (Int64, [UInt8], Int32).self)
        return rows.first.map { .init(position: $0.0, chain: $0.1, epoch: $0.2) } ?? .init()
    }

    /// The broker's offset of the last applied event of each shard of a source.
    static func offsets(of source: ServiceName, on connection: PostgresConnection) async throws -> [Shard: Int64] {
        let rows = try await connection.query(
            """
            SELECT wanted.shard, last.kafka_offset FROM unnest(\(Shard.all.map(\.number))) AS wanted (shard)
            CROSS JOIN LATERAL (
                SELECT kafka_offset FROM inbox_log
                WHERE source = \(source) AND inbox_log.shard = wanted.shard ORDER BY first_pos DESC LIMIT 1
            ) AS last
            """, as: (Int32, Int64).self)
        return rows.reduce(into: [:]) { offsets, row in
            if let shard = Shard(row.0) { offsets[shard] = row.1 }
        }
    }

    /// Subjects with parked events that nobody has dealt with.
    static func blocked(
        of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws -> Set<Subject> {
        let rows = try await connection.query(
            """
            SELECT DISTINCT community, subject FROM inbox_parked AS parked
            WHERE source = \(source) AND shard = \(shard) AND NOT EXISTS (
                SELECT FROM inbox_resolution AS resolution
                WHERE (resolution.source, resolution.shard, resolution.pos) = (parked.source, parked.shard, parked.pos)
            )
            """, as: (CommunityID, String).self)
        return Set(rows.map { Subject(community: $0.0, subject: $0.1) })
    }

    static func park(_ event: EventEnvelope, because reason: String, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            INSERT INTO inbox_parked (source, shard, pos, id, community, subject, type, payload, recorded_at, reason)
            VALUES (
                \(event.source), \(event.shard), \(event.position), \(event.id), \(event.community), \(event.subject),
                \(event.type), \(event.payload), \(event.time), \(reason)
            )
            """)
    }

    /// The statement that records a run as applied; its key refuses a second applier of the same events.
    static func record(_ run: [InboxBuffer.Arrived]) -> SQL {
        let (first, last) = (run[0].event, run[run.count - 1])
        return """
            INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
            VALUES (
                \(first.source), \(first.shard), \(first.position), \(last.event.position), \(last.event.epoch),
                \(last.event.chain), \(last.offset)
            )
            """
    }
}
