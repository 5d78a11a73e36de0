import EventLog
import Model
import Postgres

/// Every statement that touches `vote_change`.
struct VoteChangeStore: Sendable {
    /// How often one vote may be changed: nobody needs more, and every change is kept for ever.
    static let limit = 20

    /// What became of an electronic ballot of a head that had voted.
    struct Outcome: Sendable {
        /// The vote that stood before.
        let before: Receipt
        /// Nil for a ballot that says what the vote said already.
        let after: Receipt?
        /// The assembly's end, and the clock that was read.
        let closesAt: Timestamp
        let now: Timestamp
        /// Whether the voting was still open by that clock.
        let isInTime: Bool
    }

    /// Changes votes that may be changed, of each head and item at most one.
    ///
    /// Like casting it decides by the clock that it reads under the shard's lock (docs/decisions/0037). Nothing else
    /// can have become different since somebody asked whether the votes may be changed, because votes only grow.
    ///
    /// - Returns: what became of the commands, in their order.
    func change(_ commands: [CastVote], in write: borrowing Write) async throws -> [Outcome] {
        try await write.query(
            """
            WITH clock AS MATERIALIZED (
                SELECT clock_timestamp() AS now
            ), asked AS MATERIALIZED (
                SELECT command.place, command.receipt, assembly.number AS assembly, item.item, standing.head,
                    standing.changes, offered(command.choice, item.*, assembly.allows_follow) AS choice,
                    standing.choice AS choice_before, standing.receipt AS receipt_before,
                    standing.accepted_at AS accepted_before, assembly.closes_at,
                    takes_electronic(assembly.*, clock.now) AS is_in_time
                FROM unnest(
                    \(commands.map(\.assembly)), \(commands.map(\.item)), \(commands.map(\.unit)),
                    \(commands.map(\.choice)), \(commands.map(\.receipt))
                ) WITH ORDINALITY AS command (assembly, item, unit, choice, receipt, place)
                CROSS JOIN clock
                JOIN assembly
                    ON assembly.community = \(write.community) AND assembly.code = command.assembly
                    AND assembly.allows_change
                JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = command.item
                JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = command.unit AND voter.counts
                JOIN standing_vote AS standing
                    ON standing.assembly = assembly.number AND standing.item = item.item AND standing.head = voter.head
            ), changed AS (
                INSERT INTO vote_change (assembly, item, head, change, choice, receipt, accepted_at)
                -- A clock that was set back since must not put a choice before the one that it replaces.
                SELECT assembly, item, head, changes + 1, choice, receipt, greatest(clock.now, accepted_before)
                FROM asked
                CROSS JOIN clock
                WHERE is_in_time
                    AND choice <> choice_before
                ORDER BY place
                RETURNING receipt, accepted_at
            )
            SELECT receipt_before, accepted_before, asked.receipt, changed.accepted_at, closes_at, clock.now, is_in_time
            FROM asked
            CROSS JOIN clock
            LEFT JOIN changed
                ON changed.receipt = asked.receipt
            ORDER BY place
            """,
            as: (ReceiptID, Timestamp, ReceiptID, Timestamp?, Timestamp, Timestamp, Bool).self
        ).map { replaced, before, receipt, after, closesAt, now, isInTime in
            Outcome(
                before: Receipt(receipt: replaced, acceptedAt: before),
                after: after.map { Receipt(receipt: receipt, acceptedAt: $0, replaces: replaced) }, closesAt: closesAt,
                now: now, isInTime: isInTime)
        }
    }
}
