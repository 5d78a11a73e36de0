import EventLog
import Model
import Postgres

/// Who has asked for which payout; rows are only ever added.
struct PayoutRequestStore: Sendable {
    /// What was asked for last under a reference, in whatever case of its letters.
    func latest(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> PayoutRequest? {
        let rows = try await write.query(
            """
            SELECT number, reference, works_order, payee, amount, entered_by, person FROM payout_request
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
            ORDER BY number DESC LIMIT 1
            """, as: (Int64, PaymentReference, OrderID, PartyName, Money, String, String).self)
        return rows.first.map { number, recorded, order, payee, amount, enteredBy, person in
            PayoutRequest(
                number: number,
                payout: Payout(campaign: campaign, reference: recorded, order: order, payee: payee, amount: amount),
                enteredBy: enteredBy, person: person)
        }
    }

    func insert(_ payout: Payout, by person: Person, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO payout_request (
                community, campaign, reference, works_order, payee, amount, entered_by, person, entered_at)
            VALUES (
                \(write.community), \(payout.campaign), \(payout.reference), \(payout.order), \(payout.payee),
                \(payout.amount), \(person.subject), \(person.id), \(write.now))
            """)
    }
}
