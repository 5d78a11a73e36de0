import EventLog
import Model
import ServiceRuntime

/// Takes an advance that was entered by mistake back out of the books, once two people have asked for it.
struct ReverseAdvance: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let orders: WorksOrderStore
    let advances: AdvanceStore
    let reversals = AdvanceReversalStore()
    let ledger: LedgerStore

    /// The advance of `given` may be named in another case of the letters than it has.
    ///
    /// - Throws: `FundsRefusal`
    func handle(
        _ given: AdvanceReversal, by person: Person, of community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            let campaign = given.campaign
            try await campaigns.require(campaign, in: write)
            let advance = try await advances.advance(given.advance, of: campaign, in: write)
            let reversal = AdvanceReversal(campaign: campaign, advance: advance.id, reason: given.reason)
            let (debt, lifts) = (Account.advances(advance.id), advance.lifts.map(\.lift))
            var books = try await ledger.ledger([debt] + lifts.map(Account.advancedWorks), in: write)
            let circumstances = AdvanceReversal.Circumstances(
                advance: advance, owed: try books.balance(of: debt).negated(),
                accepted: try await orders.accepted(of: advance.id, in: write),
                begun: try await orders.begun(lifts, of: campaign, in: write),
                alsoLentFor: try await reversals.alsoLentFor(by: advance, in: write),
                funded: try await campaigns.funded(campaign, in: write),
                request: try await reversals.request(for: advance.id, in: write), today: calendar.day(at: write.now))
            switch try reversal.decide(circumstances, by: person) {
            case .waiting(let isNew):
                if isNew { try await reversals.insert(reversal, by: person, in: write) }
                return Answer(reversal, of: advance, reversedOn: nil, isRepetition: !isNew)
            case .made(let reversed, let posting, let request):
                do { try books.post(posting) } catch { throw FundsRefusal.tooLarge(field: "amount") }
                try await reversals.insert(
                    reversal, reversedOn: reversed.reversedOn, on: request, approvedBy: person, in: write)
                try await ledger.insert(books, in: write)
                try write.append(reversed)
                return Answer(reversal, of: advance, reversedOn: reversed.reversedOn, isRepetition: false)
            case .repeated(let day):
                let reason = try await reversals.reason(of: advance.id, in: write) ?? given.reason
                let recorded = AdvanceReversal(campaign: campaign, advance: advance.id, reason: reason)
                return Answer(recorded, of: advance, reversedOn: day, isRepetition: true)
            }
        }
    }

    struct Answer: Sendable, Codable {
        let made: MadeAdvanceReversal
        let isRepetition: Bool

        init(_ reversal: AdvanceReversal, of advance: Advance, reversedOn day: Day?, isRepetition: Bool) {
            made = MadeAdvanceReversal(reversal: reversal, amount: advance.amount, reversedOn: day)
            self.isRepetition = isRepetition
        }
    }
}
