import EventLog
import Model
import Postgres

/// What was given back to units that had paid too much; rows are only ever added.
struct RefundStore: Sendable {
    /// What a reference names, in whatever case of its letters.
    func refund(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> RecordedRefund? {
        try await refunds(reference, nil, of: campaign, in: write).first
    }

    /// All of a unit.
    func refunds(
        to unit: UnitCode, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> [RecordedRefund] {
        try await refunds(nil, unit, of: campaign, in: write)
    }

    /// Those of a reference or of a unit.
    private func refunds(
        _ reference: PaymentReference?, _ unit: UnitCode?, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> [RecordedRefund] {
        let rows = try await write.query(
            """
            SELECT number, reference, unit, amount, after_receipt, unit_due, unit_total, refunded_on FROM refund
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND (lower(reference COLLATE "C") = lower(\(reference) COLLATE "C") OR unit = \(unit))
            ORDER BY number
            """, as: (Int64, PaymentReference, UnitCode, Money, Int64, Money, Money, Day).self)
        return rows.map { row in
            RecordedRefund(
                number: row.0,
                refund: Refund(campaign: campaign, reference: row.1, unit: row.2, amount: row.3),
                afterReceipt: row.4, due: row.5, received: row.6, refundedOn: row.7)
        }
    }

    /// The number of the campaign's next refund.
    func next(of campaign: CampaignID, in write: borrowing Write) async throws -> Int64 {
        try await write.query(
            """
            SELECT coalesce(max(number), 0) + 1 FROM refund
            WHERE community = \(write.community) AND campaign = \(campaign)
            """, as: Int64.self)[0]
    }

    func insert(
        _ recorded: RecordedRefund, on request: RefundRequest, approvedBy person: Person, in write: borrowing Write
    ) async throws {
        let refund = recorded.refund
        try await write.execute(
            """
            INSERT INTO refund (
                community, campaign, number, reference, unit, amount, after_receipt, unit_due, unit_total, refunded_on,
                recorded_at, request, approved_by, approver)
            VALUES (
                \(write.community), \(refund.campaign), \(recorded.number), \(refund.reference), \(refund.unit),
                \(refund.amount), \(recorded.afterReceipt), \(recorded.due), \(recorded.received),
                \(recorded.refundedOn), \(write.now), \(request.number), \(person.subject), \(person.id))
            """)
    }
}
