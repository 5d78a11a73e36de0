package import Model
import Postgres

/// What does not fit between databases that were brought back.
///
/// Nobody may know an event that its service has not recorded (docs/event-log.md, decision 60).
struct HistoryComparison {
    private(set) var faults: [Misfit] = []
    private let connections: [ServiceName: PostgresConnection]

    /// Compares the databases of servers that have recovered.
    ///
    /// - Throws: `PostgresError`
    static func misfits(among servers: [ServiceName: PostgresConfiguration]) async throws -> [Misfit] {
        var connections: [ServiceName: PostgresConnection] = [:]
        for (service, configuration) in servers {
            let connection = try await PostgresConnection.connect(configuration)
            // A service that has never run has no tables.
            if try await connection.query("SELECT to_regclass('consumer_confirm') IS NOT NULL", as: Bool.self) == [true]
            {
                connections[service] = connection
            }
        }
        var comparison = HistoryComparison(connections: connections)
        for service in connections.keys.sorted() {
            try await comparison.compareApplied(of: service)
            try await comparison.compareConfirmed(of: service)
        }
        for connection in connections.values { await connection.close() }
        return comparison.faults
    }

    private init(connections: [ServiceName: PostgresConnection]) {
        self.connections = connections
    }

    /// What a follower has applied last of each log is recorded by its source, with its chain.
    private mutating func compareApplied(of follower: ServiceName) async throws {
        guard let connection = connections[follower] else { return }
        let marks = try await connection.query(
            """
            SELECT DISTINCT ON (source, shard) source, shard, last_pos, chain_last
            FROM inbox_log ORDER BY source, shard, last_pos DESC
            """, as: (String, Int16, Int64, [UInt8]).self)
        for (name, itsMarks) in Dictionary(grouping: marks, by: { $0.0 }).sorted(by: { $0.key < $1.key }) {
            guard let source = ServiceName(rawValue: name), let recorder = connections[source] else { continue }
            let strange = try await recorder.query(
                """
                SELECT applied.shard, applied.pos
                FROM unnest(
                    \(itsMarks.map { $0.1 }), \(itsMarks.map { $0.2 }), \(itsMarks.map { $0.3 })
                ) AS applied (shard, pos, chain)
                WHERE NOT EXISTS (
                    SELECT FROM outbox
                    WHERE outbox.shard = applied.shard AND outbox.pos = applied.pos AND outbox.chain = applied.chain
                )
                """, as: (Int16, Int64).self)
            faults += strange.map { shard, position in
                Misfit(
                    service: follower, source: source, shard: Int32(shard), position: position,
                    says: "it has applied an event that \(source.rawValue) has not")
            }
        }
    }

    /// What a source has been confirmed is recorded there.
    private mutating func compareConfirmed(of source: ServiceName) async throws {
        guard let connection = connections[source] else { return }
        let strange = try await connection.query(
            """
            SELECT consumer, shard, pos FROM consumer_confirm AS confirmed
            WHERE pos > coalesce((SELECT max(outbox.pos) FROM outbox WHERE outbox.shard = confirmed.shard), 0)
            """, as: (String, Int16, Int64).self)
        for (name, shard, position) in strange {
            guard let follower = ServiceName(rawValue: name) else { continue }
            faults.append(
                Misfit(
                    service: follower, source: source, shard: Int32(shard), position: position,
                    says: "it has confirmed an event that \(source.rawValue) has not"))
        }
    }
}

/// An event that one database knows and its source's does not.
package struct Misfit: Encodable, Sendable {
    package let service: ServiceName
    package let source: ServiceName
    package let shard: Int32
    package let position: Int64
    package let says: String
}
