import EventLog
import Model
import Postgres

/// Ends that somebody signs in as an owner.
struct ActingStore: Sendable {
    /// Whoever signed in as one of the owners, under whichever id of theirs, is nobody on the roll from now on, and letters to
    /// them do not work.
    func end(for owners: [OwnerID], in write: borrowing Write) async throws {
        guard !owners.isEmpty else { return }
        let owners = try await write.query(
            """
            SELECT owner FROM unnest(\(owners)) AS named (owner)
            UNION
            SELECT owner FROM united_owner WHERE kept = ANY(\(owners))
            """
        ).decode((OwnerID).self)
        // First, because it waits for whoever uses a letter at this moment: the account that they make is found afterwards.
        try await endLetters(to: owners, in: write)
        try await OnePersonStore().keep(whileEnding: owners, in: write)
        try await write.pipeline([
            "UPDATE session SET owner = NULL WHERE owner = ANY(\(owners)) AND ended_at IS NULL",
            "DELETE FROM account_owner WHERE owner = ANY(\(owners))",
        ])
    }

    /// Letters to these owners do not work any more; whoever signs in as one of them still does.
    func endLetters(to owners: [OwnerID], in write: borrowing Write) async throws {
        guard !owners.isEmpty else { return }
        try await write.execute(
            """
            UPDATE activation_code SET cancelled_at = \(write.now)
            WHERE owner = ANY(\(owners)) AND used_at IS NULL AND cancelled_at IS NULL
            """)
    }
}
