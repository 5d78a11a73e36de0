import EventLog
import Model
import ServiceRuntime

/// Takes a recorded payment back out of the books.
struct ReversePayment: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let payments: PaymentStore
    let refunds = RefundStore()
    let ledger: LedgerStore

    /// - Throws: `FundsRefusal`
    func handle(
        _ reversal: Reversal, of community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> RecordedReversal {
        try await log.write(to: community, claim: claim) { write in
            try await campaigns.require(reversal.campaign, in: write)
            let ofUnit = try await payments.payments(besides: reversal.receipt, of: reversal.campaign, in: write)
            guard let unit = ofUnit.first?.unit else { throw FundsRefusal.receiptUnknown(reversal.receipt) }
            var books = try await PaymentBooks.load(
                for: ofUnit, refunds: refunds.refunds(to: unit, of: reversal.campaign, in: write),
                today: calendar.day(at: write.now), in: write)
            let recorded = try books.reverse(reversal)
            try await books.store(campaigns, payments, ledger, in: write)
            return recorded
        }
    }
}
