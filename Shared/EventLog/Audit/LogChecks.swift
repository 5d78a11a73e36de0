package import Model
package import Postgres

extension EventLog {
    /// What holds of the log's tables in every service, besides what ``LogAudit`` reads.
    package static let audits = [
        AuditCheck(
            ofAll: "event-ids-are-unique", "No two events have one id.",
            examined: { "SELECT count(*) FROM outbox" },
            faults: {
                """
                SELECT min(shard) || '/' || min(pos), 'its id ' || id || ' is that of ' || count(*) || ' events'
                FROM outbox GROUP BY id HAVING count(*) > 1 ORDER BY 1 LIMIT \(AuditCheck.shown)
                """
            }),
        afterIsApplied,
        AuditCheck(
            ofAll: "applied-without-gap",
            "What was applied of another service begins at its first event and has no gap and no overlap.",
            examined: { "SELECT count(*) FROM inbox_log" },
            faults: {
                """
                SELECT source || '/' || shard || '/' || first_pos,
                    'the run begins here, and the one before ended at ' || before
                FROM (
                    SELECT source, shard, first_pos,
                        coalesce(lag(last_pos) OVER (PARTITION BY source, shard ORDER BY first_pos), 0) AS before
                    FROM inbox_log
                ) AS run
                WHERE first_pos <> before + 1
                ORDER BY source, shard, first_pos LIMIT \(AuditCheck.shown)
                """
            }),
        AuditCheck(
            ofAll: "parked-within-applied",
            "Every event that was parked has a reason and stands in a run that was applied.",
            examined: { "SELECT count(*) FROM inbox_parked" },
            faults: {
                """
                SELECT source || '/' || shard || '/' || pos,
                    CASE WHEN reason = '' THEN 'it has no reason' ELSE 'no run that was applied has it' END
                FROM inbox_parked
                WHERE reason = '' OR NOT EXISTS (
                    SELECT FROM inbox_log
                    WHERE inbox_log.source = inbox_parked.source AND inbox_log.shard = inbox_parked.shard
                        AND pos BETWEEN first_pos AND last_pos
                )
                ORDER BY source, shard, pos LIMIT \(AuditCheck.shown)
                """
            }),
        AuditCheck(
            ofAll: "nothing-parked",
            "Every event that was parked has been applied since, or given up for a reason.",
            examined: { "SELECT count(*) FROM inbox_parked" },
            faults: {
                """
                SELECT source || '/' || shard || '/' || pos, 'it was parked, and is neither applied nor given up'
                FROM inbox_parked
                WHERE NOT EXISTS (
                    SELECT FROM inbox_resolution
                    WHERE (inbox_resolution.source, inbox_resolution.shard, inbox_resolution.pos)
                        = (inbox_parked.source, inbox_parked.shard, inbox_parked.pos)
                )
                ORDER BY source, shard, pos LIMIT \(AuditCheck.shown)
                """
            }),
        AuditCheck(
            ofAll: "resolutions-have-reasons",
            "What was done with an event was done with a parked one, by somebody and for a reason.",
            examined: { "SELECT count(*) FROM inbox_resolution" },
            faults: {
                """
                SELECT source || '/' || shard || '/' || pos,
                    CASE
                        WHEN parked.id IS NULL THEN 'it was ' || resolution || ', and was never parked'
                        ELSE 'it was ' || resolution || ' by nobody, or for no reason'
                    END
                FROM inbox_resolution
                LEFT JOIN inbox_parked AS parked USING (source, shard, pos)
                WHERE parked.id IS NULL OR inbox_resolution.reason = '' OR resolved_by = ''
                ORDER BY source, shard, pos LIMIT \(AuditCheck.shown)
                """
            }),
        AuditCheck(
            ofAll: "confirmed-is-recorded",
            "What other services say that they have applied is here, and is the same.",
            examined: { "SELECT count(*) FROM consumer_confirm" },
            faults: {
                """
                SELECT consumer || '/' || confirm.shard,
                    CASE WHEN confirm.pos > head THEN 'it has applied the event at ' || confirm.pos
                            || ', and the last one here is at ' || head
                        ELSE 'it has applied another event than the one here at ' || chain_pos
                    END
                FROM consumer_confirm AS confirm
                CROSS JOIN LATERAL (
                    SELECT coalesce(max(pos), 0) AS head FROM outbox WHERE outbox.shard = confirm.shard
                ) AS last
                LEFT JOIN outbox ON outbox.shard = confirm.shard AND outbox.pos = confirm.chain_pos
                WHERE confirm.pos > head OR confirm.chain <> outbox.chain
                ORDER BY consumer, confirm.shard LIMIT \(AuditCheck.shown)
                """
            }),
    ]

    /// An event that is recorded while others are applied names the last of these, whose run is committed with it.
    ///
    /// Services that an event does not name are left out: which ones are followed may change with the program.
    private static let afterIsApplied = AuditCheck(
        ofAll: "after-is-applied",
        "What an event came after has been applied here, and is no earlier than what events before it came after.",
        examined: { "SELECT count(*) FROM outbox" },
        faults: {
            """
            WITH event AS (
                SELECT shard, pos, after, lag(after) OVER (PARTITION BY shard ORDER BY pos) AS after_before FROM outbox
            ), mark AS (
                SELECT shard, pos, btrim(split_part(word, ':', 1), '"') AS source,
                    CASE WHEN word ~ '^"[a-z]+":[0-9]{1,18}$' THEN split_part(word, ':', 2)::bigint END AS position
                FROM event
                CROSS JOIN LATERAL string_to_table(btrim(after, '{}'), ',') AS word
                WHERE after IS DISTINCT FROM after_before
            ), named AS (
                SELECT *, lag(position) OVER (PARTITION BY shard, source ORDER BY pos) AS before FROM mark
            ), applied AS (
                SELECT source, shard, max(last_pos) AS position FROM inbox_log GROUP BY source, shard
            )
            SELECT named.shard || '/' || named.pos,
                CASE
                    WHEN named.position > coalesce(applied.position, 0)
                    THEN 'it came after the event of ' || named.source || ' at ' || named.position
                        || ', and the last one that was applied is at ' || coalesce(applied.position, 0)
                    ELSE 'it came after the event of ' || named.source || ' at ' || named.position
                        || ', and one before it after the one at ' || named.before
                END
            FROM named
            LEFT JOIN applied ON applied.source = named.source AND applied.shard = named.shard
            WHERE named.position > coalesce(applied.position, 0) OR named.position < named.before
            ORDER BY named.shard, named.pos, named.source LIMIT \(AuditCheck.shown)
            """
        })
}

/// How far another service's events were applied in a shard, and the chain after the last of them.
package struct AppliedMark: Codable, Sendable, Equatable {
    package let source: ServiceName
    package let shard: Int32
    package let position: Int64
    package let chain: Digest256

    /// Those of a service's database.
    ///
    /// - Throws: `PostgresError`
    package static func all(in pool: PostgresPool) async throws -> [AppliedMark] {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT followed.source, wanted.shard, last.last_pos, last.chain_last
                FROM unnest(\(ServiceName.allCases)) AS followed (source)
                CROSS JOIN unnest(\(Shard.all.map(\.number))) AS wanted (shard)
                CROSS JOIN LATERAL (
                    SELECT last_pos, chain_last FROM inbox_log
                    WHERE (inbox_log.source, inbox_log.shard) = (followed.source, wanted.shard)
                    ORDER BY first_pos DESC LIMIT 1
                ) AS last
                ORDER BY followed.source, wanted.shard
                """, as: (ServiceName, Int32, Int64, Digest256).self)
        }
        return rows.map { AppliedMark(source: $0.0, shard: $0.1, position: $0.2, chain: $0.3) }
    }
}
