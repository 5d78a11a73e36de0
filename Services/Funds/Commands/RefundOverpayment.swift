import EventLog
import Model
import ServiceRuntime

/// Gives back what a unit has paid too much, once two people have asked for it.
struct RefundOverpayment: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let payments: PaymentStore
    let refunds = RefundStore()
    let requests = AskedPaymentStore()
    let ledger: LedgerStore

    /// - Throws: `FundsRefusal`
    func handle(
        _ refund: Refund, by person: Person, of community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            let campaign = refund.campaign
            try await campaigns.require(campaign, in: write)
            let earlier = try await refunds.refund(refund.reference, of: campaign, in: write)
            if try refund.repeats(earlier?.refund) { return Answer(recorded: earlier, isRepetition: true) }
            guard try await campaigns.assesses(refund.unit, for: campaign, in: write) else {
                throw FundsRefusal.unitNotAssessed(refund.unit)
            }
            let ofUnit = try await payments.payments(for: refund.unit, to: campaign, in: write)
            guard !ofUnit.isEmpty else { throw FundsRefusal.overpaymentExceeded(left: .zero) }
            var books = try await PaymentBooks.load(for: ofUnit, today: calendar.day(at: write.now), in: write)
            // What is wrong with it is told to the first as well; what it would do is stored for the second alone.
            let number = try await refunds.next(of: campaign, in: write)
            let recorded = try books.refund(refund, number: number)
            let latest = try await requests.refund(refund.reference, of: campaign, in: write)
            guard let request = try refund.seconding(latest, by: person) else {
                let isNew = latest?.payment != refund
                if isNew { try await requests.insert(refund, by: person, in: write) }
                return Answer(recorded: nil, isRepetition: !isNew)
            }
            try await refunds.insert(recorded, on: request, approvedBy: person, in: write)
            try await books.store(campaigns, payments, ledger, in: write)
            return Answer(recorded: recorded, isRepetition: false)
        }
    }

    struct Answer: Sendable, Codable {
        /// Nil while it waits for a second person.
        let recorded: RecordedRefund?
        let isRepetition: Bool
    }
}
