import FoundationEssentials
import Model
import Postgres

/// The inbox's statements; those that change something run inside a shard's transaction.
enum InboxStore {
    struct Subject: Hashable, Sendable {
        let community: CommunityID
        let subject: String

        init(of event: EventEnvelope) {
            community = event.community
            subject = event.subject
        }

        init(community: CommunityID, subject: String) {
            self.community = community
            self.subject = subject
        }
    }

    /// Why events are parked that could be applied.
    static let behindAnother = "an earlier event of its subject is parked"

    /// Whether the event at a position was parked, also if it has been dealt with since.
    static func isParked(
        _ position: Int64, of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws -> Bool {
        try await connection.query(
            """
            SELECT EXISTS (
                SELECT FROM inbox_parked WHERE source = \(source) AND shard = \(shard) AND pos = \(position)
            )
            """, as: Bool.self
        ).first ?? false
    }

    /// The last applied event of a source, and the run that was last noted as begun.
    static func standing(
        of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws -> (mark: InboxBuffer.Mark, attempt: CrashGuard.Attempt?) {
        let results = try await connection.pipeline([
            """
            SELECT last_pos, chain_last, epoch FROM inbox_log
            WHERE source = \(source) AND shard = \(shard) ORDER BY first_pos DESC LIMIT 1
            """,
            "SELECT first_pos, last_pos, attempts FROM inbox_attempt WHERE source = \(source) AND shard = \(shard)",
        ])
        let mark = try results[0].decode((Int64, [UInt8], Int32).self).first
        let attempt = try results[1].decode((Int64, Int64, Int32).self).first
        return (
            mark.map { .init(position: $0.0, chain: $0.1, epoch: $0.2) } ?? .init(),
            attempt.map { .init(first: $0.0, last: $0.1, attempts: $0.2) }
        )
    }

    /// Notes that the handling of a run is begun; a note that is kept already changes nothing.
    ///
    /// Whoever else noted a beginning of the same run since it was looked for stays counted: two processes may begin
    /// one run around a change of owners.
    static func note(
        _ note: CrashGuard.Note, of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws {
        let attempt = note.attempt
        try await connection.execute(
            """
            INSERT INTO inbox_attempt (source, shard, first_pos, last_pos, attempts, beginnings)
            VALUES (
                \(source), \(shard), \(attempt.first), \(attempt.last), \(attempt.attempts), ARRAY[\(note.name)]
            )
            ON CONFLICT ON CONSTRAINT inbox_attempt_pkey
            DO UPDATE SET first_pos = excluded.first_pos, last_pos = excluded.last_pos, at = clock_timestamp(),
                attempts = CASE WHEN inbox_attempt.first_pos = excluded.first_pos THEN inbox_attempt.attempts + 1
                    ELSE excluded.attempts END,
                beginnings = CASE WHEN inbox_attempt.first_pos = excluded.first_pos
                    THEN inbox_attempt.beginnings || excluded.beginnings ELSE excluded.beginnings END
            WHERE NOT inbox_attempt.beginnings @> excluded.beginnings
            """)
    }

    /// Takes back the note of this name that the handling of a run is begun, if it is kept: it has ended no process.
    ///
    /// Another process may have noted the same run meanwhile; its beginning stays counted.
    static func withdraw(
        _ name: UUID, of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws {
        try await connection.execute(
            """
            UPDATE inbox_attempt SET attempts = attempts - 1, beginnings = array_remove(beginnings, \(name))
            WHERE source = \(source) AND shard = \(shard) AND \(name) = ANY(beginnings) AND attempts > 0
            """)
    }

    /// Stores that a run of the source is still at it: the least that can be stored where its beginning was noted.
    static func touch(_ source: ServiceName, _ shard: Shard, on connection: PostgresConnection) async throws {
        try await connection.execute(
            "UPDATE inbox_attempt SET at = clock_timestamp() WHERE source = \(source) AND shard = \(shard)")
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

    /// The last position of each shard of each source that the service has applied, whichever of its processes did.
    static func applied(
        of sources: [ServiceName], on connection: PostgresConnection
    ) async throws -> [ServiceName: [Shard: Int64]] {
        let rows = try await connection.query(
            """
            SELECT followed.source, wanted.shard, last.last_pos
            FROM unnest(\(sources)) AS followed (source)
            CROSS JOIN unnest(\(Shard.all.map(\.number))) AS wanted (shard)
            CROSS JOIN LATERAL (
                SELECT last_pos FROM inbox_log
                WHERE (inbox_log.source, inbox_log.shard) = (followed.source, wanted.shard)
                ORDER BY first_pos DESC LIMIT 1
            ) AS last
            """, as: (ServiceName, Int32, Int64).self)
        return rows.reduce(into: [:]) { applied, row in
            if let shard = Shard(row.1) { applied[row.0, default: [:]][shard] = row.2 }
        }
    }

    /// Asks for the subjects with parked events that nobody has dealt with.
    static func blockedQuery(of source: ServiceName, _ shard: Shard) -> SQL {
        """
        SELECT DISTINCT community, subject FROM inbox_parked AS parked
        WHERE source = \(source) AND shard = \(shard) AND NOT EXISTS (
            SELECT FROM inbox_resolution AS resolution
            WHERE (resolution.source, resolution.shard, resolution.pos) = (parked.source, parked.shard, parked.pos)
        )
        """
    }

    /// The answer to `blockedQuery`, as the first of what a transaction was opened with.
    static func blocked(in opening: ArraySlice<PostgresResult>) throws -> Set<Subject> {
        guard let result = opening.first, !result.isEmpty else { return [] }
        return Set(
            try result.decode((CommunityID, String).self).map { Subject(community: $0.0, subject: $0.1) })
    }

    static func park(_ event: EventEnvelope, because reason: String, on connection: PostgresConnection) async throws {
        let reason = Self.storable(reason)
        try await connection.execute(
            """
            INSERT INTO inbox_parked (source, shard, pos, id, community, subject, type, payload, recorded_at, reason)
            VALUES (
                \(event.source), \(event.shard), \(event.position), \(event.id), \(event.community), \(event.subject),
                \(event.type), \(event.payload), \(event.time), \(reason)
            )
            """)
    }

    /// A reason is whatever an error had to say: without what no column takes, and not a whole payload.
    static func storable(_ reason: String) -> String {
        String(String.UnicodeScalarView(reason.unicodeScalars.prefix(2_000).filter { $0 != "\0" }))
    }

    /// How often a source's shard was let go on, through whichever process.
    static func resumptions(
        of source: ServiceName, _ shard: Shard, on connection: PostgresConnection
    ) async throws -> Int64 {
        try await connection.query(
            "SELECT number FROM inbox_resumption WHERE source = \(source) AND shard = \(shard)", as: Int64.self
        ).first ?? 0
    }

    /// The statement that lets a source's shard go on, wherever it has stopped.
    static func resumption(of source: ServiceName, _ shard: Shard) -> SQL {
        """
        INSERT INTO inbox_resumption (source, shard, number) VALUES (\(source), \(shard), 1)
        ON CONFLICT ON CONSTRAINT inbox_resumption_pkey
        DO UPDATE SET number = inbox_resumption.number + 1, at = clock_timestamp()
        """
    }

    /// The statement that records the first `count` events of a run as applied; its key refuses a second applier of the
    /// same events.
    static func record(_ run: [InboxBuffer.Arrived], count: Int) -> SQL {
        let (first, last) = (run[0].event, run[count - 1])
        return """
            INSERT INTO inbox_log (source, shard, first_pos, last_pos, epoch, chain_last, kafka_offset)
            VALUES (
                \(first.source), \(first.shard), \(first.position), \(last.event.position), \(last.event.epoch),
                \(last.event.chain), \(last.offset)
            )
            """
    }
}
