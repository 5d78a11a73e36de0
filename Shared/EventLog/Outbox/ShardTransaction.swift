import Model
import Postgres

/// The transaction of one batch: it holds the shard's lock, knows the shard's last position, and gives the appended
/// facts theirs when it commits.
struct ShardTransaction: Sendable {
    let connection: PostgresConnection
    let identity: LogIdentity
    let shard: Shard
    let now: Timestamp
    /// The results of the queries that travelled in the first flight, after the lock was held.
    let opening: ArraySlice<PostgresResult>
    let buffer = OutboxBuffer()
    /// How far this service had applied the others when the transaction began; the lock may be older.
    let after: Causality
    private let transactionID: String
    private let serverStart: Timestamp
    private let head: (position: Int64, chain: [UInt8])
    private let lock: KeptLock?

    /// Opens the transaction in one flight.
    ///
    /// The head is read in a later statement than the lock, whose snapshot therefore sees the commit of whoever held it
    /// before (docs/event-log.md). Neither is sent where `lock`, which is kept over a row of transactions on this
    /// connection, has both from the last one.
    ///
    /// `keepsPlans` tells whether plans are kept for `queries` and the other statements of the transaction, as they are
    /// for the statement that reads the head. Such statements find a row or two for each command. Where a table is small,
    /// the planner would rather read it whole each time than wait for two pages of its index, which are in memory: that is
    /// kept from it.
    static func open(
        on connection: PostgresConnection, identity: LogIdentity, shard: Shard, follows sources: [ServiceName],
        lock: KeptLock?, queries: [SQL] = [], keepsPlans: Bool = false
    ) async throws -> ShardTransaction {
        let way = lock?.next() ?? .alone
        let planning = keepsPlans ? "force_generic_plan" : "auto"
        let wholeTables = keepsPlans ? "off" : "on"
        let reading: SQL
        if case .kept = way {
            reading = """
                SELECT clock_timestamp(), pg_current_xact_id()::text, set_config('plan_cache_mode', \(planning), true),
                    set_config('enable_seqscan', \(wholeTables), true)
                """
        } else {
            reading = """
                SELECT clock_timestamp(), pg_current_xact_id()::text,
                    greatest(pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time()),
                    head.pos, head.chain, applied.sources, applied.positions,
                    set_config('plan_cache_mode', \(planning), true), set_config('enable_seqscan', \(wholeTables), true)
                FROM (SELECT 1) AS one
                LEFT JOIN LATERAL (
                    SELECT pos, chain FROM outbox WHERE shard = \(shard) ORDER BY pos DESC LIMIT 1
                ) AS head ON true
                CROSS JOIN LATERAL (
                    SELECT coalesce(array_agg(followed.source), '{}') AS sources,
                        coalesce(array_agg(last.last_pos), '{}') AS positions
                    FROM unnest(\(sources)) AS followed (source)
                    CROSS JOIN LATERAL (
                        SELECT last_pos FROM inbox_log
                        WHERE source = followed.source AND shard = \(shard) ORDER BY first_pos DESC LIMIT 1
                    ) AS last
                ) AS applied
                """
        }
        let opening = way.opening(shard) + [reading]
        let results = try await connection.pipeline(opening + queries, instant: way.instant)
        let (answer, rest) = (results[opening.count - 1][0], results.dropFirst(opening.count))
        if case .kept(let standing) = way {
            let (now, id, _, _) = try answer.decode((Timestamp, String, String, String).self)
            return ShardTransaction(
                connection: connection, identity: identity, shard: shard, now: now, opening: rest, transactionID: id,
                standing: standing, lock: lock)
        }
        let (now, id, start, position, chain, names, positions, _, _) = try answer.decode(
            (Timestamp, String, Timestamp, Int64?, [UInt8]?, [ServiceName], [Int64], String, String).self)
        if case .keeping = way { lock?.taken() }
        return ShardTransaction(
            connection: connection, identity: identity, shard: shard, now: now, opening: rest, transactionID: id,
            standing: KeptLock.Standing(
                head: (position ?? 0, chain ?? EventChain.start),
                after: Causality(Dictionary(uniqueKeysWithValues: zip(names, positions))), serverStart: start),
            lock: lock)
    }

    private init(
        connection: PostgresConnection, identity: LogIdentity, shard: Shard, now: Timestamp,
        opening: ArraySlice<PostgresResult>, transactionID: String, standing: KeptLock.Standing, lock: KeptLock?
    ) {
        self.connection = connection
        self.identity = identity
        self.shard = shard
        self.now = now
        self.opening = opening
        self.transactionID = transactionID
        self.lock = lock
        after = standing.after
        serverStart = standing.serverStart
        head = standing.head
    }

    func write(for community: CommunityID) -> Write {
        Write(
            community: community, now: now, connection: connection, buffer: buffer, head: head.position)
    }

    /// Runs `body` so that its failure undoes its own statements and facts and nothing else.
    func savepoint(_ body: () async throws -> Void) async throws {
        let mark = buffer.count
        do {
            // Its opening and closing travel with the statements around them and cost no flight of their own.
            try await Transaction(connection: connection).savepoint { _ in try await body() }
        } catch {
            buffer.truncate(to: mark)
            throw error
        }
    }

    func rollback() async throws { try await connection.rollBack() }

    /// Writes the appended facts and `statements`, and commits, in one flight.
    ///
    /// - Returns: the facts as they are stored, for the relay to send.
    /// - Throws: `CommitInDoubt` where the connection was lost meanwhile; else nothing of the transaction remains.
    func commit(with statements: [SQL] = []) async throws -> [OutboxRow] {
        let facts = buffer.all()
        // What this transaction applies itself is the cause of what it appends.
        let after = self.after.advanced(to: buffer.causes)
        let rows = rows(of: facts, after: after)
        let isLarge = facts.reduce(0) { $0 + $1.payload.count } > Self.largeBatch
        if isLarge { try await copy(rows, after: after) }
        let insertion = rows.isEmpty || isLarge ? nil : insertion(of: facts, as: rows, after: after)
        let results: [PostgresResult]
        do {
            results = try await connection.pipeline((insertion.map { [$0] } ?? []) + statements + ["COMMIT"])
        } catch let error as PostgresError where error.isConnectionLoss || error.kind == .misuse {
            throw CommitInDoubt(
                transactionID: transactionID, serverStart: serverStart,
                witness: rows.first.map { .init(shard: shard, position: $0.position, id: EventID($0.id)) })
        }
        // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error.
        guard results.last?.commandTag == "COMMIT" else { throw SwallowedFailure() }
        let end = rows.last.map { ($0.position, $0.chain) } ?? head
        lock?.committed(.init(head: end, after: after, serverStart: serverStart))
        return rows
    }

    /// Gives the facts their positions, ids and chains.
    private func rows(of facts: [OutboxBuffer.Fact], after causality: Causality) -> [OutboxRow] {
        var rows: [OutboxRow] = []
        rows.reserveCapacity(facts.count)
        var hasher = ChainHasher(source: identity.source, epoch: identity.epoch, shard: shard)
        let batch = BatchIDs(at: now)
        let after = Array(causality.text.utf8)
        var chain = head.chain
        for (offset, fact) in facts.enumerated() {
            let position = head.position + 1 + Int64(offset)
            let id = batch.id(after: chain)
            let previous = chain
            chain = hasher.next(
                after: previous, position: position, id: id, type: fact.type, community: fact.community,
                subject: fact.subject, time: now, causality: causality.text, payload: fact.payload)
            rows.append(
                OutboxRow(
                    position: position, id: id.uuid, epoch: identity.epoch,
                    community: Array(fact.community.description.utf8), subject: Array(fact.subject.utf8),
                    type: Array(fact.type.utf8), payload: fact.payload, after: after,
                    traceparent: fact.traceparent.map { Array($0.utf8) }, time: now, previousChain: previous,
                    chain: chain))
        }
        return rows
    }

    /// How many bytes of payloads are more than should be in memory as one statement, here and in the server.
    private static let largeBatch = 1 << 20

    /// The same as `insertion`, in a stream of its own: nothing is committed by it, so its failure leaves no doubt.
    private func copy(_ rows: [OutboxRow], after causality: Causality) async throws {
        let (shard, after) = (Int16(shard.number), causality.text)
        try await connection.copyIn(
            """
            COPY outbox (
                shard, pos, id, epoch, community, subject, type, payload, after, traceparent, recorded_at, prev_chain, chain
            ) FROM STDIN WITH (FORMAT binary)
            """,
            CopyRows(rows, fields: 13) { fact, row in
                try row.value(shard)
                row.int64(fact.position)
                row.uuid(fact.id)
                try row.value(fact.epoch)
                row.binary(fact.community)
                row.binary(fact.subject)
                row.binary(fact.type)
                row.binary(fact.payload)
                row.text(after)
                if let traceparent = fact.traceparent { row.binary(traceparent) } else { row.null() }
                try row.value(fact.time)
                row.binary(fact.previousChain)
                row.binary(fact.chain)
            })
    }

    private func insertion(of facts: [OutboxBuffer.Fact], as rows: [OutboxRow], after: Causality) -> SQL {
        """
        INSERT INTO outbox (
            shard, pos, id, epoch, community, subject, type, payload, after, traceparent, recorded_at, prev_chain, chain
        )
        SELECT \(shard), pos, id, \(identity.epoch), community, subject, type, payload, \(after.text), traceparent,
            \(now), prev_chain, chain
        FROM unnest(
            \(rows.map(\.position)), \(rows.map(\.id)), \(facts.map { $0.community.description }), \(facts.map(\.subject)),
            \(facts.map(\.type)), \(facts.map(\.payload)), \(facts.map(\.traceparent)), \(rows.map(\.previousChain)),
            \(rows.map(\.chain))
        ) AS fact (pos, id, community, subject, type, payload, traceparent, prev_chain, chain)
        """
    }
}

/// A statement of a command failed and the command went on as if it had not, so that its transaction could not commit.
struct SwallowedFailure: Error, CustomStringConvertible {
    var description: String { "a statement failed, its error was swallowed, and nothing was stored" }
}
