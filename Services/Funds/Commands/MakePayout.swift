import EventLog
import Model
import ServiceRuntime

/// Pays for a completed order, under a passed mandate and never beyond its cap, once two people have asked for it.
struct MakePayout: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let orders: WorksOrderStore
    let payouts: PayoutStore
    let requests = AskedPaymentStore()
    let setAside: SetAsideDecisions
    let ledger: LedgerStore

    /// - Throws: `FundsRefusal`
    func handle(
        _ payout: Payout, by person: Person, of community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            try await campaigns.require(payout.campaign, in: write)
            let earlier = try await payouts.payout(payout.reference, of: payout.campaign, in: write)
            if try payout.repeats(earlier?.payout) { return Answer(made: earlier, isRepetition: true) }
            let order = try await orders.order(payout.order, in: write)
            let bank = Account.bank(payout.campaign)
            var books = try await ledger.ledger([bank] + (order.map { [.works($0.lift)] } ?? []), in: write)
            let circumstances = Payout.Circumstances(
                order: order, mandates: try await payouts.mandates(in: write),
                buildings: try await campaigns.buildings(of: payout.campaign, in: write),
                paidForOrder: try await payouts.paid(for: payout.order, in: write), bank: books.balance(of: bank),
                overpaid: try await campaigns.overpaid(payout.campaign, in: write),
                request: try await requests.payout(payout.reference, of: payout.campaign, in: write),
                today: calendar.day(at: write.now),
                isCampaignSetAside: try await setAside.covers(payout.campaign, in: write))
            switch try payout.decide(circumstances, by: person) {
            case .waiting(let isNew):
                if isNew { try await requests.insert(payout, by: person, in: write) }
                return Answer(made: nil, isRepetition: !isNew)
            case .made(let made, let posting, let mandate, let request):
                do { try books.post(posting) } catch { throw FundsRefusal.tooLarge(field: "amount") }
                let stored = MadePayout(
                    payout: payout, assembly: mandate.assembly, item: mandate.item, paidOn: made.paidOn)
                try await payouts.insert(stored, on: request, approvedBy: person, in: write)
                try await ledger.insert(books, in: write)
                try write.append(made)
                return Answer(made: stored, isRepetition: false)
            }
        }
    }

    struct Answer: Sendable, Codable {
        /// Nil while it waits for a second person.
        let made: MadePayout?
        let isRepetition: Bool
    }
}
