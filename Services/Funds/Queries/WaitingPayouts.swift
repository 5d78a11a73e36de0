import Model
import Postgres

/// What one person has asked to be paid out, paid back, refunded or taken back, and no second one yet.
///
/// Of the last thirty days, the latest first, at most 500 of each list.
struct WaitingPayouts: Sendable {
    let pool: PostgresPool

    /// - Returns: nil where there is no such campaign.
    func callAsFunction(_ campaign: CampaignID, of community: CommunityID) async throws -> Answer? {
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                Self.payments(of: campaign, community), Self.reversals(of: campaign, community),
                "SELECT 1 FROM campaign WHERE community = \(community) AND campaign = \(campaign)",
            ])
        }
        guard !results[2].isEmpty else { return nil }
        let items = try results[0].decode(
            (PaymentReference, OrderID?, PartyName?, AdvanceID?, UnitCode?, Money, String, Timestamp, Timestamp).self
        ).map {
            Item(
                reference: $0.0, order: $0.1, payee: $0.2, advance: $0.3, unit: $0.4, amount: $0.5, enteredBy: $0.6,
                enteredAt: $0.7, waitsUntil: $0.8)
        }
        let reversals = try results[1].decode(
            (AdvanceID, Money, ReversalReason, String, Timestamp, Timestamp).self
        ).map {
            Reversal(
                advance: $0.0, amount: $0.1, reason: $0.2, enteredBy: $0.3, enteredAt: $0.4, waitsUntil: $0.5)
        }
        return Answer(items: items, reversals: reversals.isEmpty ? nil : reversals)
    }

    private static func payments(of campaign: CampaignID, _ community: CommunityID) -> SQL {
        """
        SELECT reference, works_order, payee, advance, unit, amount, entered_by, entered_at,
            entered_at + interval '30 days'
        FROM (
            SELECT DISTINCT ON (works_order IS NULL, advance IS NULL, lower(reference COLLATE "C")) *
            FROM payout_request
            WHERE community = \(community) AND campaign = \(campaign)
                AND entered_at > now() - interval '30 days'
            ORDER BY works_order IS NULL, advance IS NULL, lower(reference COLLATE "C"), number DESC
        ) AS latest
        WHERE NOT EXISTS (
            SELECT
            FROM (
                SELECT true AS is_payout, false AS is_repayment, reference FROM payout
                WHERE community = \(community) AND campaign = \(campaign)
                UNION ALL
                SELECT false, true, reference FROM repayment
                WHERE community = \(community) AND campaign = \(campaign)
                UNION ALL
                SELECT false, false, reference FROM refund
                WHERE community = \(community) AND campaign = \(campaign)
            ) AS made
            WHERE is_payout = (latest.works_order IS NOT NULL) AND is_repayment = (latest.advance IS NOT NULL)
                AND lower(made.reference COLLATE "C") = lower(latest.reference COLLATE "C")
        )
        ORDER BY number DESC
        LIMIT 500
        """
    }

    private static func reversals(of campaign: CampaignID, _ community: CommunityID) -> SQL {
        """
        SELECT advance, amount, reason, entered_by, entered_at, entered_at + interval '30 days'
        FROM (
            SELECT DISTINCT ON (request.advance) request.*, advance.amount
            FROM advance_reversal_request AS request
            JOIN advance ON advance.community = request.community AND advance.advance = request.advance
            WHERE request.community = \(community) AND advance.campaign = \(campaign)
                AND request.entered_at > now() - interval '30 days'
                AND NOT EXISTS (
                    SELECT
                    FROM advance_reversal AS reversal
                    WHERE reversal.community = request.community AND reversal.advance = request.advance
                )
            ORDER BY request.advance, request.number DESC
        ) AS latest
        ORDER BY number DESC
        LIMIT 500
        """
    }

    struct Answer: Sendable, Encodable {
        let items: [Item]
        /// Of advances; nil where none waits.
        let reversals: [Reversal]?
    }

    struct Item: Sendable, Encodable {
        let reference: PaymentReference
        /// Of a payout, as is the payee.
        let order: OrderID?
        let payee: PartyName?
        /// Of a repayment.
        let advance: AdvanceID?
        /// Of a refund.
        let unit: UnitCode?
        let amount: Money
        let enteredBy: String
        let enteredAt: Timestamp
        /// From when on it counts no more.
        let waitsUntil: Timestamp
    }

    struct Reversal: Sendable, Encodable {
        let advance: AdvanceID
        let amount: Money
        let reason: ReversalReason
        let enteredBy: String
        let enteredAt: Timestamp
        let waitsUntil: Timestamp
    }
}
