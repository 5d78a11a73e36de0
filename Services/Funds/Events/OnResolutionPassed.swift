import EventLog
import Model
import ServiceRuntime

/// A mandate to collect opens its campaign; a mandate to spend is kept for the payouts under it.
struct OnResolutionPassed: Sendable {
    let calendar: DistrictCalendar
    let roll: RollStore
    let campaigns: CampaignStore
    let payouts: PayoutStore
    let ledger: LedgerStore

    func handle(_ received: Received<ResolutionPassed>, _ write: borrowing Write) async throws {
        let passed = received.event
        switch passed.mandate {
        case .collect(let mandate):
            guard let code = try await code(for: passed, write) else { return }
            let campaign = Campaign(
                id: code, assembly: passed.assembly, item: passed.item, title: passed.title, mandate: mandate)
            try await open(campaign, write)
        case .spend(let mandate):
            try await payouts.insert(
                mandate, of: passed.assembly, item: passed.item, passedAt: received.time, in: write)
        case .seatCommittee, .adoptRules, .mergeCommunities, nil:
            break
        }
    }

    /// The code of the item's campaign: `<assembly>-<item>`, and a number where another item's campaign has that code.
    ///
    /// Item `b-c` of assembly `a` and item `c` of `a-b` read alike, and what owners decided must not be lost for a name.
    ///
    /// - Returns: nil where the item has its campaign already.
    private func code(for passed: ResolutionPassed, _ write: borrowing Write) async throws -> CampaignID? {
        let plain = try CampaignID(assembly: passed.assembly, item: passed.item)
        var code = plain
        var number = 1
        while let earlier = try await campaigns.campaign(code, in: write) {
            guard earlier.assembly != passed.assembly || earlier.item != passed.item else { return nil }
            number += 1
            code = try CampaignID(parsing: "\(plain)-\(number)")
        }
        return code
    }

    private func open(_ campaign: Campaign, _ write: borrowing Write) async throws {
        let (units, parkingCounts) = try await roll.roll(in: write)
        let today = calendar.day(at: write.now)
        let opening = try CampaignOpening(campaign, roll: units, parkingCounts: parkingCounts, today: today)
        let accounts = opening.postings.flatMap { $0.lines.map(\.account) }
        var books = try await ledger.ledger(accounts, in: write)
        for posting in opening.postings { try books.post(posting) }
        try await campaigns.insert(opening, on: today, in: write)
        try await ledger.insert(books, in: write)
        try write.append(opening.opened)
        for funded in opening.funded { try write.append(funded) }
    }
}
