import Model
import Postgres

/// What one unit owes and has paid, for its owner and for those who collect.
struct UnitStatement: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ unit: UnitCode, _ campaign: CampaignID, of community: CommunityID) async throws -> Answer? {
        // One snapshot, or a payment between the two statements would be listed and not counted.
        let results = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await transaction.pipeline([
                """
                SELECT due, received FROM assessment
                WHERE community = \(community) AND campaign = \(campaign) AND unit = \(unit)
                """,
                """
                SELECT receipt, reference, amount, paid_at, channel, payment.recorded_at, reversed_on, reason
                FROM payment LEFT JOIN payment_reversal USING (community, campaign, receipt)
                WHERE community = \(community) AND campaign = \(campaign) AND unit = \(unit)
                ORDER BY receipt
                """,
                """
                SELECT number, reference, amount, refunded_on FROM refund
                WHERE community = \(community) AND campaign = \(campaign) AND unit = \(unit)
                ORDER BY number
                """,
                CampaignStore.select(setAside: campaign, of: community),
            ])
        }
        guard let (due, received) = try results[0].decode((Money, Money).self).first else { return nil }
        let account = UnitAccount(unit: unit, due: due, received: received)
        let payments = try results[1].decode(
            (Int64, PaymentReference, Money, Timestamp, Channel, Timestamp, Day?, ReversalReason?).self)
        let refunds = try results[2].decode((Int64, PaymentReference, Money, Day).self)
        return Answer(
            campaign: campaign, unit: unit, due: due, paid: received, counted: account.counted,
            outstanding: account.outstanding, overpaid: account.overpaid,
            payments: payments.map {
                Payment(
                    receipt: $0.0, reference: $0.1, amount: $0.2, paidAt: $0.3, channel: $0.4, recordedAt: $0.5,
                    reversedOn: $0.6, reason: $0.7)
            }, refunds: refunds.map { Refund(refund: $0.0, reference: $0.1, amount: $0.2, refundedOn: $0.3) },
            setAsideOn: try results[3].decode(Day?.self).first ?? nil)
    }

    /// Whether the unit has one of `owners`, who are one person, on the roll, or had when it left.
    ///
    /// They may be known by several ids (docs/decisions/0059). The account follows the unit (R-F-09): where its
    /// community has become part of an area, the area's roll says whose it is as soon as it has the unit. One that
    /// had left before did not move, and another unit may be called so there (docs/decisions/0027), also one that has
    /// left the area's roll before the merger.
    func isOwned(_ unit: UnitCode, byOneOf owners: [OwnerID], in community: CommunityID) async throws -> Bool {
        let found = try await pool.withConnection { connection in
            try await connection.query(
                """
                WITH RECURSIVE place AS (
                    SELECT \(community)::text AS community, \(unit)::text AS unit, 0 AS mergers,
                        NULL::timestamptz AS told_at
                    UNION ALL
                    SELECT merger.area,
                        coalesce(renamed.after, split_part(place.unit, '-', 1))
                            || substr(place.unit, strpos(place.unit, '-')),
                        mergers + 1, merger.told_at
                    FROM place
                    JOIN unit AS moved ON moved.community = place.community AND moved.unit = place.unit
                    JOIN merger ON merger.part = place.community
                    LEFT JOIN renamed_building AS renamed
                        ON renamed.part = place.community AND renamed.before = split_part(place.unit, '-', 1)
                    WHERE mergers < 20
                )
                SELECT owners && \(owners)
                FROM (
                    SELECT mergers, false AS has_left, owners FROM place JOIN unit USING (community, unit)
                    UNION ALL
                    SELECT mergers, true, owners
                    FROM place
                    JOIN departed_unit USING (community, unit)
                    JOIN community AS roll USING (community)
                    WHERE place.told_at IS NULL OR roll.changed_at >= place.told_at
                ) AS known
                ORDER BY mergers DESC, has_left
                LIMIT 1
                """, as: Bool.self)
        }
        return found.first ?? false
    }

    struct Answer: Sendable, Encodable {
        let campaign: CampaignID
        let unit: UnitCode
        let due: Money
        /// Less what was given back.
        let paid: Money
        let counted: Money
        let outstanding: Money
        /// What is owed back to the unit.
        let overpaid: Money
        let payments: [Payment]
        let refunds: [Refund]
        /// Since when the decision to collect is set aside, so that nothing is owed under it; nil where it stands.
        let setAsideOn: Day?
    }

    struct Payment: Sendable, Encodable {
        let receipt: Int64
        let reference: PaymentReference
        let amount: Money
        let paidAt: Timestamp
        let channel: Channel
        let recordedAt: Timestamp
        /// When and why it was taken back; nil where it holds.
        let reversedOn: Day?
        let reason: ReversalReason?
    }

    struct Refund: Sendable, Encodable {
        let refund: Int64
        let reference: PaymentReference
        let amount: Money
        let refundedOn: Day
    }
}
