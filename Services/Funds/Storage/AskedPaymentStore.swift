import EventLog
import Model
import Postgres

/// Who has asked for which payout, repayment or refund; rows are only ever added.
struct AskedPaymentStore: Sendable {
    /// The payout that was asked for last under a reference, in whatever case of its letters.
    func payout(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> PayoutRequest? {
        let rows = try await write.query(
            """
            SELECT number, reference, works_order, payee, amount, entered_by, person FROM payout_request
            WHERE community = \(write.community) AND campaign = \(campaign) AND works_order IS NOT NULL
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
            ORDER BY number DESC LIMIT 1
            """, as: (Int64, PaymentReference, OrderID, PartyName, Money, String, String).self)
        return rows.first.map { number, recorded, order, payee, amount, enteredBy, person in
            PayoutRequest(
                number: number,
                payment: Payout(campaign: campaign, reference: recorded, order: order, payee: payee, amount: amount),
                enteredBy: enteredBy, person: person)
        }
    }

    /// The repayment that was asked for last under a reference, in whatever case of its letters.
    func repayment(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> RepaymentRequest? {
        let rows = try await write.query(
            """
            SELECT number, reference, advance, amount, entered_by, person FROM payout_request
            WHERE community = \(write.community) AND campaign = \(campaign) AND advance IS NOT NULL
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
            ORDER BY number DESC LIMIT 1
            """, as: (Int64, PaymentReference, AdvanceID, Money, String, String).self)
        return rows.first.map { number, recorded, advance, amount, enteredBy, person in
            RepaymentRequest(
                number: number,
                payment: Repayment(campaign: campaign, reference: recorded, advance: advance, amount: amount),
                enteredBy: enteredBy, person: person)
        }
    }

    /// The refund that was asked for last under a reference, in whatever case of its letters.
    func refund(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> RefundRequest? {
        let rows = try await write.query(
            """
            SELECT number, reference, unit, amount, entered_by, person FROM payout_request
            WHERE community = \(write.community) AND campaign = \(campaign) AND unit IS NOT NULL
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
            ORDER BY number DESC LIMIT 1
            """, as: (Int64, PaymentReference, UnitCode, Money, String, String).self)
        return rows.first.map { number, recorded, unit, amount, enteredBy, person in
            RefundRequest(
                number: number,
                payment: Refund(campaign: campaign, reference: recorded, unit: unit, amount: amount),
                enteredBy: enteredBy, person: person)
        }
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
