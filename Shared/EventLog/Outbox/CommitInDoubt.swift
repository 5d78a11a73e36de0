import Logging
import Model
import Postgres

/// The connection was lost after COMMIT was sent; the database knows how it ended.
struct CommitInDoubt: Error {
    /// The first fact that the transaction appended.
    struct Witness: Sendable, Equatable {
        let shard: Shard
        let position: Int64
        let id: EventID
    }

    let transactionID: String
    /// When the server that ran the transaction was started, or began anew after a crash of one of its processes.
    ///
    /// It calls itself started at the same time after such a crash, and forgets its statistics.
    let serverStart: Timestamp
    let witness: Witness?

    /// Asks until the database answers, within bounds, and never says "failed" of a commit that may hold.
    ///
    /// - Returns: true where it committed; false where it did not and never will.
    /// - Throws: `EventLogError.outcomeUnknown`
    func settle(in pool: PostgresPool, asking delays: [Duration], logger: Logger) async throws(EventLogError) -> Bool {
        for delay in delays {
            do {
                if let committed = try await outcome(in: pool) { return committed }
                logger.debug("the transaction is still in progress")
                try await Task.sleep(for: delay)
            } catch is CancellationError {
                throw .outcomeUnknown
            } catch {
                logger.debug("asking how a commit ended", error: error)
                do { try await Task.sleep(for: delay) } catch { throw .outcomeUnknown }
            }
        }
        throw .outcomeUnknown
    }

    /// How the transaction ended, or nil while it has not, or where nobody can tell.
    ///
    /// A server that crashed may give the number of a transaction that it has forgotten to another one. So a number is
    /// believed to have committed only together with the fact that the transaction appended, or, where there was none,
    /// from the server that ran it.
    private func outcome(in pool: PostgresPool) async throws -> Bool? {
        try await pool.withConnection { connection in
            let status: (String?, Timestamp)
            do {
                status = try await connection.query(
                    """
                    SELECT pg_xact_status(\(transactionID)::text::xid8),
                        greatest(pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time())
                    """, as: (String?, Timestamp).self)[0]
            } catch let error as PostgresError where error.sqlState == "22023" {
                // "In the future": the server has forgotten it altogether.
                return false
            }
            switch status.0 {
            case "aborted": return false
            case "committed":
                guard let witness else { return status.1 == serverStart ? true : nil }
                // In a statement of its own, whose snapshot cannot be older than the commit.
                let stored = try await connection.query(
                    "SELECT id FROM outbox WHERE shard = \(witness.shard) AND pos = \(witness.position)",
                    as: EventID.self)
                return stored == [witness.id]
            default: return nil
            }
        }
    }
}
