package import Model
import Postgres

/// Compares databases that were brought back: nobody may know an event that its service has not recorded, or have
/// forgotten one that its service was told of as applied (docs/event-log.md, decision 60).
enum HistoryComparison {
    /// - Throws: `PostgresError`
    static func misfits(among servers: [RestoredServer]) async throws -> [Misfit] {
        var connections: [(service: ServiceName, connection: PostgresConnection)] = []
        for server in servers {
            let connection = try await PostgresConnection.connect(server.configuration)
            // A service that has never run has no tables.
            if try await connection.query("SELECT to_regclass('consumer_confirm') IS NOT NULL", as: Bool.self) == [true]
            {
                connections.append((server.service, connection))
            }
        }
        var misfits: [Misfit] = []
        for (follower, itsOwn) in connections {
            for (source, recorder) in connections where source != follower {
                misfits += try await compare(follower, itsOwn, with: source, recorder)
            }
        }
        for (_, connection) in connections { await connection.close() }
        return misfits
    }

    private static func compare(
        _ follower: ServiceName, _ itsOwn: PostgresConnection, with source: ServiceName, _ recorder: PostgresConnection
    ) async throws -> [Misfit] {
        let applied = try await itsOwn.query(
            """
            SELECT newest.shard, newest.last_pos, newest.chain_last
            FROM generate_series(0, \(Shard.count - 1)) AS one (shard)
            CROSS JOIN LATERAL (
                SELECT shard, last_pos, chain_last FROM inbox_log
                WHERE source = \(source.rawValue) AND inbox_log.shard = one.shard
                ORDER BY first_pos DESC LIMIT 1
            ) AS newest
            """, as: (Int16, Int64, [UInt8]).self)
        let strange = try await recorder.query(
            """
            SELECT applied.shard, applied.pos, true
            FROM unnest(\(applied.map { $0.0 }), \(applied.map { $0.1 }), \(applied.map { $0.2 }))
                AS applied (shard, pos, chain)
            LEFT JOIN outbox USING (shard, pos)
            WHERE outbox.chain IS DISTINCT FROM applied.chain
            UNION ALL
            SELECT confirmed.shard, confirmed.pos, false
            FROM consumer_confirm AS confirmed
            LEFT JOIN unnest(\(applied.map { $0.0 }), \(applied.map { $0.1 })) AS applied (shard, pos) USING (shard)
            WHERE confirmed.consumer = \(follower.rawValue) AND confirmed.pos > coalesce(applied.pos, 0)
            ORDER BY 1, 2
            """, as: (Int16, Int64, Bool).self)
        return strange.map { shard, position, isApplied in
            Misfit(
                service: follower, source: source, shard: Int32(shard), position: position,
                says: isApplied
                    ? "it has applied an event that \(source.rawValue) has not"
                    : "it has told \(source.rawValue) that it has applied an event, and it has not")
        }
    }
}

/// An event that one database knows and its source's does not, or that is told of in one and missing in the other.
package struct Misfit: Encodable, Sendable {
    package let service: ServiceName
    package let source: ServiceName
    package let shard: Int32
    package let position: Int64
    package let says: String
}
