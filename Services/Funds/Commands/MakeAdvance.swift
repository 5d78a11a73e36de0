import EventLog
import Model
import ServiceRuntime

/// Records that somebody lent the campaign money by paying for works on certain lifts.
struct MakeAdvance: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let campaigns: CampaignStore
    let roll: RollStore
    let orders: WorksOrderStore
    let advances: AdvanceStore
    let setAside: SetAsideDecisions
    let ledger: LedgerStore

    /// An advance as it stands in the books.
    struct Recorded: Sendable, Codable {
        /// Nil in an answer that was kept when answers said no more than ``isNew``: it is the one that was sent.
        let advance: Advance?
        let isNew: Bool
    }

    /// - Returns: the advance as it is recorded; a repetition changes nothing.
    /// - Throws: `FundsRefusal`
    func handle(_ advance: Advance, of community: CommunityID, claim: IdempotencyClaim?) async throws -> Recorded {
        try await log.write(to: community, claim: claim) { write in
            guard let campaign = try await campaigns.campaign(advance.campaign, in: write) else {
                throw FundsRefusal.campaignUnknown(advance.campaign)
            }
            let lifts = advance.lifts.map(\.lift)
            let circumstances = Advance.Circumstances(
                buildings: try await campaigns.buildings(of: campaign.id, in: write),
                lifts: try await roll.existing(lifts, in: write),
                completed: try await orders.completed(lifts, of: campaign.id, in: write),
                earlier: try await advances.advance(advance.id, in: write), today: calendar.day(at: write.now))
            let made: AdvanceMade
            let posting: Posting
            switch try advance.decide(circumstances) {
            case .repeated(let earlier): return Recorded(advance: earlier, isNew: false)
            case .made(let event, let entry):
                made = event
                posting = entry
            }
            guard try await !setAside.covers(campaign.id, in: write) else { throw FundsRefusal.mandateSetAside }
            var books = try await ledger.ledger(posting.lines.map(\.account), in: write)
            do { try books.post(posting) } catch { throw FundsRefusal.tooLarge(field: "amount") }
            try await advances.insert(advance, in: write)
            try await ledger.insert(books, in: write)
            try write.append(made)
            return Recorded(advance: advance, isNew: true)
        }
    }
}

extension MakeAdvance.Recorded {
    init(from decoder: any Decoder) throws {
        do {
            let isNew = try decoder.singleValueContainer().decode(Bool.self)
            self.init(advance: nil, isNew: isNew)
        } catch is DecodingError {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let advance = try container.decode(Advance.self, forKey: .advance)
            self.init(advance: advance, isNew: try container.decode(Bool.self, forKey: .isNew))
        }
    }
}
