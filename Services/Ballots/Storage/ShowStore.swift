import EventLog
import Model
import Postgres

/// Every statement that touches `show_of_hands`.
struct ShowStore: Sendable {
    /// - Returns: false where the item's hands were recorded before.
    func insert(
        _ show: ShowOfHands, of stored: StoredAssembly, by account: String, in write: borrowing Write
    ) async throws -> Bool {
        let inserted = try await write.query(
            """
            INSERT INTO show_of_hands (
                assembly, item, in_favour, against, abstained, evidence, witness, recorded_by, recorded_at
            )
            SELECT \(stored.number), item, \(show.hands.inFavour), \(show.hands.against), \(show.hands.abstained),
                \(show.evidence), \(show.witness), \(account), \(stored.recordedAt)
            FROM agenda_item
            WHERE assembly = \(stored.number)
                AND code = \(show.item)
            ON CONFLICT ON CONSTRAINT show_of_hands_pkey DO NOTHING
            RETURNING item
            """,
            as: Int16.self)
        return !inserted.isEmpty
    }

    /// The hands of a closed assembly in the order of its agenda.
    func shows(of assembly: Int64, in connection: PostgresConnection) async throws -> [Recorded] {
        try await connection.query(
            """
            SELECT item, in_favour, against, abstained, evidence, witness, recorded_at
            FROM show_of_hands
            WHERE assembly = \(assembly)
            ORDER BY item
            """,
            as: (Int16, Int64, Int64, Int64, Digest256, MemberID, Timestamp).self
        ).map { item, inFavour, against, abstained, evidence, witness, recordedAt in
            Recorded(
                item: item, hands: Returns.Hands(inFavour: inFavour, against: against, abstained: abstained),
                evidence: evidence, witness: witness, recordedAt: recordedAt)
        }
    }

    /// Hands with the number of their item.
    struct Recorded: Sendable {
        let item: Int16
        let hands: Returns.Hands
        let evidence: Digest256
        let witness: MemberID
        let recordedAt: Timestamp
    }
}
