import EventLog
import Model
import Postgres

/// Every statement that touches `paper_batch`.
struct PaperBatchStore: Sendable {
    /// Notes down that somebody hands the file in.
    ///
    /// Each row is another person's, under whichever subject they come.
    ///
    /// - Returns: whether somebody else had done so before.
    func enter(_ batch: ImportPapers.Batch, _ stored: StoredAssembly, in write: borrowing Write) async throws -> Bool {
        let scrutineer = batch.scrutineer
        let before = try await write.query(
            """
            SELECT is_same_person(person, entered_by, \(scrutineer.id), \(Array(scrutineer.ids)))
            FROM paper_batch
            WHERE assembly = \(stored.number)
                AND file = \(batch.file)
            """,
            as: Bool.self)
        if !before.contains(true) {
            try await write.execute(
                """
                INSERT INTO paper_batch (assembly, file, entered_by, person, papers, entered_at)
                VALUES (
                    \(stored.number), \(batch.file), \(scrutineer.subject), \(scrutineer.id), \(batch.papers.count),
                    \(stored.readAt)
                )
                """)
        }
        return before.contains(false)
    }

    /// A file that one scrutineer has handed in.
    struct Waiting: Encodable, Sendable {
        let file: Digest256
        let papers: Int
        let enteredBy: String
        let enteredAt: Timestamp
    }

    /// Files that wait for a second scrutineer, the latest first, at most 500.
    func waiting(in stored: StoredAssembly, _ transaction: borrowing Transaction) async throws -> [Waiting] {
        try await transaction.query(
            """
            SELECT file, papers, entered_by, entered_at
            FROM paper_batch
            WHERE assembly = \(stored.number)
                AND NOT EXISTS (
                    SELECT
                    FROM paper_batch AS second
                    WHERE second.assembly = paper_batch.assembly
                        AND second.file = paper_batch.file
                        AND second.entered_by <> paper_batch.entered_by
                )
            ORDER BY entered_at DESC, file
            LIMIT 500
            """,
            as: (Digest256, Int, String, Timestamp).self
        ).map(Waiting.init)
    }
}
