import EventLog
import Model
import ServiceRuntime

/// Pays back what somebody lent, never more than is owed, once two people have asked for it.
struct RepayAdvance: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let orders: WorksOrderStore
    let advances: AdvanceStore
    let repayments = RepaymentStore()
    let requests = AskedPaymentStore()
    let setAside: SetAsideDecisions
    let ledger: LedgerStore

    /// The advance of `given` may be named in another case of the letters than it has.
    ///
    /// - Throws: `FundsRefusal`
    func handle(
        _ given: Repayment, by person: Person, of community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            let campaign = given.campaign
            try await campaigns.require(campaign, in: write)
            let advance = try await advances.advance(given.advance, of: campaign, in: write)
            let repayment = Repayment(
                campaign: campaign, reference: given.reference, advance: advance.id, amount: given.amount)
            let earlier = try await repayments.repayment(repayment.reference, of: campaign, in: write)
            if let earlier, try repayment.repeats(earlier.repayment) {
                return Answer(repayment: earlier.repayment, made: earlier, isRepetition: true)
            }
            let (bank, debt) = (Account.bank(campaign), Account.advances(advance.id))
            var books = try await ledger.ledger([bank, debt], in: write)
            let circumstances = Repayment.Circumstances(
                lifts: advance.lifts,
                accepted: try await orders.accepted(of: advance.id, in: write),
                owed: try books.balance(of: debt).negated(), bank: books.balance(of: bank),
                overpaid: try await campaigns.overpaid(campaign, in: write),
                request: try await requests.repayment(repayment.reference, of: campaign, in: write),
                today: calendar.day(at: write.now), isCampaignSetAside: try await setAside.covers(campaign, in: write))
            switch try repayment.decide(circumstances, by: person) {
            case .waiting(let isNew):
                if isNew { try await requests.insert(repayment, by: person, in: write) }
                return Answer(repayment: repayment, made: nil, isRepetition: !isNew)
            case .made(let repaid, let posting, let request):
                do { try books.post(posting) } catch { throw FundsRefusal.tooLarge(field: "amount") }
                let stored = MadeRepayment(repayment: repayment, owed: repaid.owed, repaidOn: repaid.repaidOn)
                try await repayments.insert(stored, on: request, approvedBy: person, in: write)
                try await ledger.insert(books, in: write)
                try write.append(repaid)
                return Answer(repayment: repayment, made: stored, isRepetition: false)
            }
        }
    }

    struct Answer: Sendable, Codable {
        /// As it is recorded.
        let repayment: Repayment
        /// Nil while it waits for a second person.
        let made: MadeRepayment?
        let isRepetition: Bool
    }
}
