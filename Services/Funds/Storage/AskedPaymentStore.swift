import EventLog
import Model
import Postgres

/// Who has asked for which payout, repayment or refund; rows are only ever added.
///
/// A request that nobody has seconded for thirty days counts no more (decision 67).
struct AskedPaymentStore: Sendable {
    /// The payout that was asked for last under a reference, in whatever case of its letters.
    func payout(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> PayoutRequest? {
        try await latest(reference, of: campaign, in: write) { row in
            guard let order = row.order, let payee = row.payee else { return nil }
            return Payout(campaign: campaign, reference: row.reference, order: order, payee: payee, amount: row.amount)
        }
    }

    /// The repayment that was asked for last under a reference, in whatever case of its letters.
    func repayment(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> RepaymentRequest? {
        try await latest(reference, of: campaign, in: write) { row in
            guard let advance = row.advance else { return nil }
            return Repayment(campaign: campaign, reference: row.reference, advance: advance, amount: row.amount)
        }
    }

    /// The refund that was asked for last under a reference, in whatever case of its letters.
    func refund(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> RefundRequest? {
        try await latest(reference, of: campaign, in: write) { row in
            guard let unit = row.unit else { return nil }
            return Refund(campaign: campaign, reference: row.reference, unit: unit, amount: row.amount)
        }
    }

    /// What a row asks for, of whichever kind.
    private struct Row {
        let reference: PaymentReference
        let amount: Money
        let order: OrderID?
        let payee: PartyName?
        let advance: AdvanceID?
        let unit: UnitCode?
    }

    /// Of the latest row of each kind the one that `outgoing` makes a payment of.
    private func latest<Outgoing: OutgoingPayment>(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write,
        _ outgoing: (Row) -> Outgoing?
    ) async throws -> AskedPayment<Outgoing>? {
        let rows = try await write.query(
            """
            SELECT DISTINCT ON (works_order IS NULL, advance IS NULL)
                number, reference, amount, works_order, payee, advance, unit, entered_by, person
            FROM payout_request
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
                AND entered_at > \(write.now)::timestamptz - interval '30 days'
            ORDER BY works_order IS NULL, advance IS NULL, number DESC
            """,
            as: (Int64, PaymentReference, Money, OrderID?, PartyName?, AdvanceID?, UnitCode?, String, String).self)
        for (number, recorded, amount, order, payee, advance, unit, enteredBy, person) in rows {
            let row = Row(
                reference: recorded, amount: amount, order: order, payee: payee, advance: advance, unit: unit)
            guard let payment = outgoing(row) else { continue }
            return AskedPayment(number: number, payment: payment, enteredBy: enteredBy, person: person)
        }
        return nil
    }

    func insert(_ payout: Payout, by person: Person, in write: borrowing Write) async throws {
        try await insert(
            payout.reference, of: payout.campaign, payout.amount, order: payout.order, payee: payout.payee, by: person,
            in: write)
    }

    func insert(_ repayment: Repayment, by person: Person, in write: borrowing Write) async throws {
        try await insert(
            repayment.reference, of: repayment.campaign, repayment.amount, advance: repayment.advance, by: person,
            in: write)
    }

    func insert(_ refund: Refund, by person: Person, in write: borrowing Write) async throws {
        try await insert(refund.reference, of: refund.campaign, refund.amount, unit: refund.unit, by: person, in: write)
    }

    /// What it is for says which kind it is: an order with who is paid, an advance, or a unit.
    private func insert(
        _ reference: PaymentReference, of campaign: CampaignID, _ amount: Money, order: OrderID? = nil,
        payee: PartyName? = nil, advance: AdvanceID? = nil, unit: UnitCode? = nil, by person: Person,
        in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO payout_request (
                community, campaign, reference, works_order, payee, advance, unit, amount, entered_by, person,
                entered_at)
            VALUES (
                \(write.community), \(campaign), \(reference), \(order), \(payee), \(advance), \(unit), \(amount),
                \(person.subject), \(person.id), \(write.now))
            """)
    }
}
