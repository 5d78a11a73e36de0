import EventLog
import Model
import Postgres

/// What was paid back of advances; rows are only ever added.
struct RepaymentStore: Sendable {
    /// What a reference names, in whatever case of its letters.
    func repayment(
        _ reference: PaymentReference, of campaign: CampaignID, in write: borrowing Write
    ) async throws -> MadeRepayment? {
        let rows = try await write.query(
            """
            SELECT reference, advance, amount, owed, repaid_on FROM repayment
            WHERE community = \(write.community) AND campaign = \(campaign)
                AND lower(reference COLLATE "C") = lower(\(reference) COLLATE "C")
            """, as: (PaymentReference, AdvanceID, Money, Money, Day).self)
        return rows.first.map { recorded, advance, amount, owed, repaidOn in
            MadeRepayment(
                repayment: Repayment(campaign: campaign, reference: recorded, advance: advance, amount: amount),
                owed: owed, repaidOn: repaidOn)
        }
    }

    func insert(
        _ made: MadeRepayment, on request: RepaymentRequest, approvedBy person: Person, in write: borrowing Write
    ) async throws {
        let repayment = made.repayment
        try await write.execute(
            """
            INSERT INTO repayment (
                community, campaign, reference, advance, amount, owed, repaid_on, recorded_at, request, approved_by,
                approver)
            VALUES (
                \(write.community), \(repayment.campaign), \(repayment.reference), \(repayment.advance),
                \(repayment.amount), \(made.owed), \(made.repaidOn), \(write.now), \(request.number),
                \(person.subject), \(person.id))
            """)
    }
}
