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
        /// What has been received, electronically or on paper.
        let votes: [ItemID: Vote]
    }

    struct Vote: Sendable {
        let receipt: Receipt
        let channel: String
        /// How it was cast, for who cast it and may change it; of any other vote it stays sealed.
        let changeable: Choice?
    }

    struct Query: Sendable {
        let pool: PostgresPool

        /// `ids` are all ids of the owner.
        ///
        /// Of `stored` nothing is frozen, and nobody votes, before it was opened.
        func callAsFunction(of ids: [OwnerID], in stored: StoredAssembly) async throws -> OwnBallots {
            try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
                let units = try await transaction.query(
                    """
                    SELECT head, unit, head_area
                    FROM frozen_unit
                    WHERE assembly = \(stored.number)
                        AND voter = ANY(\(ids))
                        AND counts
                    """,
                    as: (HeadID, UnitCode, Area).self)
                let votes = try await transaction.query(
                    """
                    SELECT vote.head, item.code, vote.receipt, vote.accepted_at, vote.channel,
                        CASE WHEN \(stored.allowsChange) AND vote.cast_by = ANY(\(ids)) THEN vote.choice END
                    FROM agenda_item AS item
                    JOIN standing_vote AS vote ON vote.assembly = item.assembly AND vote.item = item.item
                    WHERE item.assembly = \(stored.number)
                        AND vote.head = ANY(\(Array(Set(units.map(\.0)))))
                    """,
                    as: (HeadID, ItemID, ReceiptID, Timestamp, String, Choice?).self)
                let done = Dictionary(grouping: votes, by: \.0)
                let heads = Dictionary(grouping: units, by: \.0).map { head, units in
                    Head(
                        units: units.map(\.1).sorted(), area: units[0].2,
                        votes: Dictionary(
                            uniqueKeysWithValues: (done[head] ?? []).map { _, item, receipt, time, channel, choice in
                                let receipt = Receipt(receipt: receipt, acceptedAt: time)
                                return (item, Vote(receipt: receipt, channel: channel, changeable: choice))
                            }))
                }
                return OwnBallots(heads: heads.sorted { $0.units[0] < $1.units[0] })
            }
        }
    }
}

extension OwnBallots.Vote {
    /// - Throws: `BallotsError` where the vote cannot be changed to `choice`, in the words in which voting refuses it.
    func check(changeTo choice: Choice, in stored: StoredAssembly) throws(BallotsError) {
        guard let changeable else {
            let isElsewhere = stored.allowsChange && channel != "electronic"
            throw isElsewhere ? .votedElsewhere(receipt) : .alreadyVoted(first: receipt)
        }
        guard changeable != choice else { throw .sameChoice(receipt) }
    }
}
