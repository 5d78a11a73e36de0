import EventLog
import Model
import Postgres

/// Decisions to collect that came while a roll was on its way.
struct AwaitedOpeningStore: Sendable {
    /// `passedAt` is the earliest time of its campaign; nil where it waits since before that was kept.
    func insert(_ passed: ResolutionPassed, passedAt: Timestamp?, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO awaited_opening (community, assembly, item, passed, passed_at)
            VALUES (\(write.community), \(passed.assembly), \(passed.item), \(try passed.payload()), \(passedAt))
            """)
    }

    /// What waits opens no earlier than at `time`, though what is still missing be older: it was parked, perhaps.
    func postpone(to time: Timestamp, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE awaited_opening SET passed_at = greatest(passed_at, \(time)) WHERE community = \(write.community)
            """)
    }

    /// Takes all of the community out, in the order in which they came.
    ///
    /// Those that were set aside meanwhile stay and never open: they go on saying which money their assembly meant
    /// (docs/decisions/0058).
    func take(in write: borrowing Write) async throws -> [(passed: ResolutionPassed, passedAt: Timestamp?)] {
        try await write.query(
            """
            WITH taken AS (
                DELETE FROM awaited_opening AS awaited
                WHERE community = \(write.community)
                    AND NOT EXISTS (
                        SELECT
                        FROM set_aside
                        WHERE set_aside.community = awaited.community AND set_aside.assembly = awaited.assembly
                            AND (set_aside.item IS NULL OR set_aside.item = awaited.item)
                    )
                RETURNING *
            )
            SELECT passed, passed_at
            FROM taken
            ORDER BY number
            """,
            as: ([UInt8], Timestamp?).self
        ).map { (try ResolutionPassed(payload: $0.0), $0.1) }
    }
}
