import EventLog
import Model
import Postgres

/// Units that changed hands.
struct TransferStore {
    func save(_ units: [RollChange.Changed], at moment: RollMoment, in write: borrowing Write) async throws {
        // An array of arrays has no PostgreSQL form where they differ in length, so owners travel as one text each.
        func text(_ owners: [OwnerID]) -> String { owners.map(\.description).joined(separator: ",") }
        try await write.execute(
            """
            INSERT INTO ownership_transfer (community, unit, position, day, seller, buyer, recorded_at)
            SELECT \(write.community), unit, \(moment.position), \(moment.day), string_to_array(seller, ',')::uuid[],
                string_to_array(buyer, ',')::uuid[], \(write.now)
            FROM unnest(\(units.map(\.after.unit)), \(units.map { text($0.before.owners) }),
                \(units.map { text($0.after.owners) })) AS changed (unit, seller, buyer)
            """)
    }
}
