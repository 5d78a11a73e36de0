import Model
import Postgres

/// The transaction of one batch: it holds the shard's lock from its second statement on, knows the shard's last position,
/// and gives the appended facts theirs when it commits.
struct ShardTransaction: Sendable {
    let connection: PostgresConnection
    let identity: LogIdentity
    let shard: Shard
    let now: Timestamp
    let buffer = OutboxBuffer()
    private let transactionID: String
    private let head: (position: Int64, chain: [UInt8])
    private let after: Causality

    /// The namespace of the advisory locks that make commits of one shard serial.
    private static let lockNamespace: Int32 = 7_001

    /// Opens the transaction in one flight. The head is read in a later statement than the lock, whose snapshot therefore
    /// sees the commit of whoever held it before (reliability D.3).
    static func open(
        on connection: PostgresConnection, identity: LogIdentity, shard: Shard, follows sources: [ServiceName]
    ) async throws -> ShardTransaction {
        let results = try await connection.pipeline([
            "BEGIN",
            "SELECT pg_advisory_xact_lock(\(lockNamespace), \(shard.number))",
            """
            SELECT clock_timestamp(), pg_current_xact_id()::text, head.pos, head.chain, applied.sources, applied.positions
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
            """,
        ])
        let (now, id, position, chain, names, positions) = try results[2][0].decode(
            (Timestamp, String, Int64?, [UInt8]?, [ServiceName], [Int64]).self)
        return ShardTransaction(
            connection: connection, identity: identity, shard: shard, now: now, transactionID: id,
            head: (position ?? 0, chain ?? EventChain.start),
            after: Causality(Dictionary(uniqueKeysWithValues: zip(names, positions))))
    }

    private init(
        connection: PostgresConnection, identity: LogIdentity, shard: Shard, now: Timestamp, transactionID: String,
        head: (position: Int64, chain: [UInt8]), after: Causality
    ) {
        self.connection = connection
        self.identity = identity
        self.shard = shard
        self.now = now
        self.transactionID = transactionID
        self.head = head
        self.after = after
    }

    func write(for community: CommunityID) -> Write {
        Write(community: community, now: now, connection: connection, buffer: buffer)
    }

    /// Runs `body` so that its failure undoes its own statements and facts and nothing else.
    func savepoint(_ body: () async throws -> Void) async throws {
        let mark = buffer.count
        try await connection.execute("SAVEPOINT command")
        do {
            try await body()
            try await connection.execute("RELEASE SAVEPOINT command")
        } catch {
            buffer.truncate(to: mark)
            try await connection.execute("ROLLBACK TO SAVEPOINT command")
            throw error
        }
    }

    func rollback() async throws { try await connection.execute("ROLLBACK") }

    /// Writes the appended facts and `statements`, and commits, in one flight.
    ///
    /// - Returns: whether facts were appended, so that the relay has something to send.
    /// - Throws: `CommitInDoubt` where the connection was lost meanwhile; else nothing of the transaction remains.
    func commit(with statements: [SQL] = []) async throws -> Bool {
        let facts = buffer.all()
        do {
            _ = try await connection.pipeline((facts.isEmpty ? [] : [insertion(of: facts)]) + statements + ["COMMIT"])
        } catch let error as PostgresError where error.isConnectionLoss {
            throw CommitInDoubt(transactionID: transactionID)
        }
        return !facts.isEmpty
    }

    private func insertion(of facts: [OutboxBuffer.Fact]) -> SQL {
        var positions: [Int64] = []
        var ids: [EventID] = []
        var previousChains: [[UInt8]] = []
        var chains: [[UInt8]] = []
        var chain = head.chain
        for (offset, fact) in facts.enumerated() {
            let position = head.position + 1 + Int64(offset)
            let id = EventID(.version7(at: now))
            previousChains.append(chain)
            chain = EventChain.next(
                after: chain, source: identity.source, epoch: identity.epoch, shard: shard, position: position, id: id,
                type: fact.type, community: fact.community, subject: fact.subject, time: now, causality: after.text,
                payload: fact.payload)
            positions.append(position)
            ids.append(id)
            chains.append(chain)
        }
        return """
            INSERT INTO outbox (
                shard, pos, id, epoch, community, subject, type, payload, after, traceparent, recorded_at, prev_chain, chain
            )
            SELECT \(shard), pos, id, \(identity.epoch), community, subject, type, payload, \(after.text), traceparent,
                \(now), prev_chain, chain
            FROM unnest(
                \(positions), \(ids), \(facts.map(\.community)), \(facts.map(\.subject)), \(facts.map(\.type)),
                \(facts.map(\.payload)), \(facts.map(\.traceparent)), \(previousChains), \(chains)
            ) AS fact (pos, id, community, subject, type, payload, traceparent, prev_chain, chain)
            """
    }
}

/// The connection was lost after COMMIT was sent; the database knows how it ended.
struct CommitInDoubt: Error {
    let transactionID: String

    /// Asks the database, once it is back, how the transaction ended.
    ///
    /// - Returns: true where it committed; false where it did not and never will.
    func resolve(in pool: PostgresPool) async throws -> Bool {
        let rows = try await pool.withConnection { connection in
            try await connection.query("SELECT pg_xact_status(\(transactionID)::text::xid8)", as: String?.self)
        }
        switch rows.first ?? nil {
        case "committed": return true
        case "aborted": return false
        default: throw EventLogError.outcomeUnknown
        }
    }
}
