import EventLog
import Model
import Postgres

/// Payments with their receipts; rows are only ever added.
struct PaymentStore: Sendable {
    func insert(_ receipts: [Receipt], of community: CommunityID) -> SQL {
        """
        INSERT INTO payment (
            community, campaign, reference, receipt, unit, amount, paid_at, channel, payer, counted, unit_due,
            unit_total, recorded_at)
        SELECT
            \(community), campaign, reference, receipt, unit, amount, paid_at, channel, payer, counted, unit_due,
            unit_total, recorded_at
        FROM unnest(
            \(receipts.map(\.payment.campaign)), \(receipts.map(\.payment.reference)), \(receipts.map(\.number)),
            \(receipts.map(\.payment.unit)), \(receipts.map(\.payment.amount)), \(receipts.map(\.payment.paidAt)),
            \(receipts.map(\.payment.channel)), \(receipts.map(\.payment.payer)), \(receipts.map(\.counted)),
            \(receipts.map(\.due)), \(receipts.map(\.received)), \(receipts.map(\.recordedAt)))
            AS taken (
                campaign, reference, receipt, unit, amount, paid_at, channel, payer, counted, unit_due, unit_total,
                recorded_at)
        """
    }

    func insert(_ reversal: RecordedReversal, of community: CommunityID) -> SQL {
        """
        INSERT INTO payment_reversal (
            community, campaign, receipt, reason, counted, unit_due, unit_total, reversed_on, recorded_at)
        VALUES (
            \(community), \(reversal.payment.campaign), \(reversal.receipt), \(reversal.reason), \(reversal.counted),
            \(reversal.due), \(reversal.received), \(reversal.reversedOn), \(reversal.recordedAt))
        """
    }

    /// The payment that a receipt proves and all others of its unit, whether they hold or not.
    func payments(
        besides receipt: ReceiptNumber, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> [Payment] {
        let rows = try await write.query(
            """
            SELECT reference, unit, amount, paid_at, channel, payer FROM payment
            WHERE community = \(write.community) AND campaign = \(campaign) AND unit = (
                SELECT unit FROM payment
                WHERE community = \(write.community) AND campaign = \(campaign) AND receipt = \(receipt.number)
            )
            """, as: (PaymentReference, UnitCode, Money, Timestamp, Channel, PartyName?).self)
        return rows.map {
            Payment(
                campaign: campaign, reference: $0.0, unit: $0.1, amount: $0.2, paidAt: $0.3, channel: $0.4, payer: $0.5)
        }
    }

    /// All payments for a unit, whether they hold or not.
    func payments(
        for unit: UnitCode, to campaign: CampaignID, in write: borrowing Write
    ) async throws -> [Payment] {
        let rows = try await write.query(
            """
            SELECT reference, amount, paid_at, channel, payer FROM payment
            WHERE community = \(write.community) AND campaign = \(campaign) AND unit = \(unit)
            """, as: (PaymentReference, Money, Timestamp, Channel, PartyName?).self)
        return rows.map {
            Payment(
                campaign: campaign, reference: $0.0, unit: unit, amount: $0.1, paidAt: $0.2, channel: $0.3, payer: $0.4)
        }
    }

    /// The receipts that pairs of campaign and reference name.
    static func select(named payments: [Payment], of community: CommunityID) -> SQL {
        """
        SELECT
            campaign, reference, receipt, unit, amount, paid_at, channel, payer, counted, unit_due, unit_total,
            recorded_at,
            (
                SELECT reversed_on FROM payment_reversal AS reversal
                WHERE reversal.community = payment.community AND reversal.campaign = payment.campaign
                    AND reversal.receipt = payment.receipt
            )
        FROM payment
        WHERE community = \(community) AND (campaign, lower(reference COLLATE "C")) IN (
            SELECT campaign, lower(reference COLLATE "C")
            FROM unnest(\(payments.map(\.campaign)), \(payments.map(\.reference))) AS named (campaign, reference))
        """
    }

    static func receipts(_ result: PostgresResult) throws -> [CampaignID: [Receipt]] {
        let rows = try result.decode(
            (
                CampaignID, PaymentReference, Int64, UnitCode, Money, Timestamp, Channel, PartyName?, Money, Money,
                Money, Timestamp, Day?
            ).self)
        let receipts = rows.map { row in
            Receipt(
                number: row.2,
                payment: Payment(
                    campaign: row.0, reference: row.1, unit: row.3, amount: row.4, paidAt: row.5, channel: row.6,
                    payer: row.7),
                counted: row.8, due: row.9, received: row.10, recordedAt: row.11, reversedOn: row.12)
        }
        return Dictionary(grouping: receipts, by: \.payment.campaign)
    }
}

extension PaymentReference: TextColumn {}
extension PartyName: TextColumn {}
extension ReversalReason: TextColumn {}
