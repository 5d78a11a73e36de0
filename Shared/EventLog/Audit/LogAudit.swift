package import Model
package import Postgres

/// Reads the outbox once more: positions without a gap, each event the one that was hashed, each chained to the one before.
///
/// PostgreSQL computes the hashes from the columns as they are stored, and not ``EventChain``: a mistake of one would
/// agree with itself.
package struct LogAudit: Sendable {
    /// How many positions one page may have: a page of the largest events is read in a few seconds.
    package static let pageLimit: Int64 = 5_000

    private let identity: LogIdentity
    private let pool: PostgresPool

    package init(identity: LogIdentity, pool: PostgresPool) {
        self.identity = identity
        self.pool = pool
    }

    /// What is wrong with some events of a shard.
    package struct Page: Codable, Sendable, Equatable {
        /// How many events were read.
        package let examined: Int64
        package let faults: [AuditFault]
        /// The position of the shard's last event; 0 where it has none.
        package let head: Int64
        /// From where on to go on; beyond `head` when nothing is left.
        package let next: Int64
    }

    /// Audits at most `limit` positions of a shard from a position on.
    ///
    /// - Throws: `PostgresError`
    package func page(of shard: Shard, from: Int64, limit: Int64 = pageLimit) async throws -> Page {
        let (next, isBeyond) = from.addingReportingOverflow(limit)
        let end = isBeyond ? Int64.max : next - 1
        return try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let results = try await transaction.pipeline([
                "SELECT coalesce(max(pos), 0) FROM outbox WHERE shard = \(shard)",
                """
                SELECT community, count(*), min(pos) FROM outbox
                WHERE shard = \(shard) AND pos BETWEEN \(from) AND \(end) GROUP BY community ORDER BY min(pos)
                """,
                faults(in: shard, from, end),
            ])
            let communities = try results[1].decode((String, Int64, Int64).self)
            let misplaced = communities.filter { !Self.belongs($0.0, to: shard) }.map { row in
                AuditFault(
                    place: Self.place(shard, row.2), says: "\(row.0), which has another shard, has \(row.1) events here"
                )
            }
            let faults = try results[2].decode((Int64, String).self).map { row in
                AuditFault(place: Self.place(shard, row.0), says: row.1)
            }
            return Page(
                examined: communities.reduce(0) { $0 + $1.1 }, faults: misplaced + faults,
                head: try results[0].decode(Int64.self).first ?? 0, next: isBeyond ? .max : next)
        }
    }

    /// The chain after the event at a position, which stands for all events up to it; nil where there is none.
    ///
    /// - Throws: `PostgresError`
    package func chain(of shard: Shard, at position: Int64) async throws -> Digest256? {
        let chains = try await pool.withConnection { connection in
            try await connection.query(
                "SELECT chain FROM outbox WHERE shard = \(shard) AND pos = \(position)", as: [UInt8].self)
        }
        return chains.first.flatMap { Digest256(bytes: $0) }
    }

    private static func place(_ shard: Shard, _ position: Int64) -> String { "\(shard)/\(position)" }

    private static func belongs(_ community: String, to shard: Shard) -> Bool {
        do {
            return Shard(of: try CommunityID(parsing: community)) == shard
        } catch {
            return false
        }
    }

    private func faults(in shard: Shard, _ first: Int64, _ last: Int64) -> SQL {
        """
        WITH stored AS (
            SELECT pos, epoch, id, type, community, subject, recorded_at, after, payload, prev_chain, chain,
                lag(pos) OVER sequence AS pos_before, lag(chain) OVER sequence AS chain_before,
                lag(epoch) OVER sequence AS epoch_before
            FROM outbox WHERE shard = \(shard) AND pos >= \(first) - 1 AND pos <= \(last)
            WINDOW sequence AS (ORDER BY pos)
        )
        SELECT pos, finding.says
        FROM stored
        CROSS JOIN LATERAL (
            SELECT string_agg(int4send(octet_length(field)) || field, ''::bytea ORDER BY number) AS bytes
            FROM unnest(ARRAY[
                convert_to(\(identity.source), 'UTF8'), convert_to(epoch::text, 'UTF8'),
                convert_to(\(shard)::text, 'UTF8'), convert_to(pos::text, 'UTF8'), convert_to(id::text, 'UTF8'),
                convert_to(type, 'UTF8'), convert_to(community, 'UTF8'), convert_to(subject, 'UTF8'),
                convert_to((extract(epoch FROM recorded_at) * 1000000)::bigint::text, 'UTF8'),
                convert_to(after, 'UTF8')
            ]) WITH ORDINALITY AS header (field, number)
        ) AS header
        CROSS JOIN LATERAL (
            VALUES
                (pos <> coalesce(pos_before, 0) + 1, 'no event stands at the position before'),
                (
                    prev_chain <> coalesce(chain_before, decode(repeat('00', 32), 'hex')),
                    'it is not chained to the event before'
                ),
                (
                    chain <> sha256('\\x01'::bytea || prev_chain || sha256('\\x00'::bytea || header.bytes || payload)),
                    'it is not what was hashed when it was recorded'
                ),
                (epoch < epoch_before, 'its epoch is an earlier one than that of the event before'),
                -- Another process may have been started in a later one.
                (
                    epoch > greatest(\(identity.epoch), (SELECT max(epoch) FROM service_identity)),
                    'its epoch has not begun'
                ),
                (type NOT LIKE 'tongti.' || \(identity.source) || '.%', 'it is of a type that this service does not publish')
        ) AS finding (is_wrong, says)
        WHERE pos >= \(first) AND finding.is_wrong
        ORDER BY pos LIMIT \(AuditCheck.shown)
        """
    }
}
