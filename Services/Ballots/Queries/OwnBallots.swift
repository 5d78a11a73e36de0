import Model
import Postgres

/// What an owner votes for in an assembly, and which of it is done.
struct OwnBallots: Sendable {
    /// The heads whose voter the owner is.
    let heads: [Head]

    /// Units that vote together (R-C-04).
    struct Head: Sendable {
        let units: [UnitCode]
        /// All of them together.
        let area: Area
        /// What has been received, electronically or on paper; how it was chosen stays sealed.
        let votes: [ItemID: Vote]
    }

    struct Vote: Sendable {
        let receipt: Receipt
        let channel: String
    }

    struct Query: Sendable {
        let pool: PostgresPool

        /// - Parameter stored: nothing is frozen, and nobody votes, before it was opened.
        func callAsFunction(of voter: OwnerID, in stored: StoredAssembly) async throws -> OwnBallots {
            try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
                let units = try await transaction.query(
                    """
                    SELECT head, unit, head_area
                    FROM frozen_unit
                    WHERE assembly = \(stored.number)
                        AND voter = \(voter)
                        AND counts
                    """,
                    as: (HeadID, UnitCode, Area).self)
                let votes = try await transaction.query(
                    """
                    SELECT vote.head, item.code, vote.receipt, vote.accepted_at, vote.channel
                    FROM agenda_item AS item
                    JOIN vote ON vote.assembly = item.assembly AND vote.item = item.item
                    WHERE item.assembly = \(stored.number)
                        AND vote.head = ANY(\(Array(Set(units.map(\.0)))))
                    """,
                    as: (HeadID, ItemID, ReceiptID, Timestamp, String).self)
                let done = Dictionary(grouping: votes, by: \.0)
                let heads = Dictionary(grouping: units, by: \.0).map { head, units in
                    Head(
                        units: units.map(\.1).sorted(), area: units[0].2,
                        votes: Dictionary(
                            uniqueKeysWithValues: (done[head] ?? []).map { _, item, receipt, time, channel in
                                (item, Vote(receipt: Receipt(receipt: receipt, acceptedAt: time), channel: channel))
                            }))
                }
                return OwnBallots(heads: heads.sorted { $0.units[0] < $1.units[0] })
            }
        }
    }
}
