import EventLog
import Logging
import Model
import ServiceRuntime

/// Opens the campaign of a decision to collect, as soon as the whole roll is known.
struct CampaignOpener: Sendable {
    let days: ScenarioDay
    let roll: RollStore
    let awaited: AwaitedOpeningStore
    let campaigns: CampaignStore
    let ledger: LedgerStore
    let logger: Logger

    /// Opens it, or keeps the decision until the roll is complete: of half a roll every share would be wrong, for good.
    func open(_ passed: ResolutionPassed, passedAt: Timestamp, in write: borrowing Write) async throws {
        guard try await roll.isComplete(in: write) else {
            return try await awaited.insert(passed, passedAt: passedAt, in: write)
        }
        try await open(passed, on: days.day(at: passedAt, in: write), orAwait: passedAt, write)
    }

    /// Opens what has waited for the roll, on the day of the latest of the facts that it waited for; nothing while some of
    /// it is missing.
    ///
    /// `rollAt` is the time of the fact that may have completed it.
    func openAwaited(rollAt: Timestamp, in write: borrowing Write) async throws {
        guard try await roll.isComplete(in: write) else { return try await awaited.postpone(to: rollAt, in: write) }
        for (passed, passedAt) in try await awaited.take(in: write) {
            let day = try await days.day(at: max(rollAt, passedAt ?? rollAt), in: write)
            try await open(passed, on: day, orAwait: passedAt, write)
        }
    }

    /// What cannot be collected from this roll waits for the next one.
    ///
    /// It must keep back neither the roll nor what comes later of its assembly, which may take back what was decided.
    private func open(
        _ passed: ResolutionPassed, on day: Day, orAwait passedAt: Timestamp?, _ write: borrowing Write
    ) async throws {
        do {
            try await open(passed, on: day, write)
        } catch let refusal as FundsRefusal {
            let problem = refusal.problem.title.en
            logger.warning(
                "a decision to collect waits for another roll",
                metadata: [
                    "community": "\(write.community)", "assembly": "\(passed.assembly)", "item": "\(passed.item)",
                    "reason": "\(problem)",
                ])
            try await awaited.insert(passed, passedAt: passedAt, in: write)
        }
    }

    private func open(_ passed: ResolutionPassed, on day: Day, _ write: borrowing Write) async throws {
        guard case .collect(let mandate)? = passed.mandate else { return }
        guard let code = try await code(for: passed, write) else { return }
        let campaign = Campaign(
            id: code, assembly: passed.assembly, item: passed.item, title: passed.title, mandate: mandate)
        try await open(campaign, on: day, write)
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

    private func open(_ campaign: Campaign, on day: Day, _ write: borrowing Write) async throws {
        let (units, parkingCounts) = try await roll.roll(in: write)
        let opening = try CampaignOpening(campaign, roll: units, parkingCounts: parkingCounts, openedOn: day)
        let accounts = opening.postings.flatMap { $0.lines.map(\.account) }
        var books = try await ledger.ledger(accounts, in: write)
        for posting in opening.postings { try books.post(posting) }
        try await campaigns.insert(opening, in: write)
        try await ledger.insert(books, in: write)
        try write.append(opening.opened)
        for funded in opening.funded { try write.append(funded) }
    }
}
