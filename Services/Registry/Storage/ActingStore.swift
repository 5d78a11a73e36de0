import EventLog
import Model
import Postgres

/// Ends that somebody signs in as an owner.
struct ActingStore: Sendable {
    /// Whoever signed in as one of the owners is nobody on the roll from now on, and letters to them do not work.
    func end(for owners: [OwnerID], in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            UPDATE activation_code SET cancelled_at = \(write.now)
            WHERE owner = ANY(\(owners)) AND used_at IS NULL AND cancelled_at IS NULL
            """,
            "UPDATE session SET owner = NULL WHERE owner = ANY(\(owners)) AND ended_at IS NULL",
            "DELETE FROM account_owner WHERE owner = ANY(\(owners))",
        ])
    }
}
