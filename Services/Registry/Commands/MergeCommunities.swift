import EventLog
import Logging
import Model
import Postgres
import ServiceRuntime

/// Makes communities parts of one management area, with their units, owners and lifts (R-V-14, docs/decisions/0027).
struct MergeCommunities: Sendable {
    let log: EventLog
    let books: RollBooks
    let tell: TellMergers
    let logger: Logger
    let owners = OwnerStore()
    let lifts = LiftStore()
    let mergers = MergerStore()
    let acting = ActingStore()

    private var rolls: RollStore { books.rolls }
    private var documents: DocumentStore { DocumentStore(vault: books.people.vault) }

    /// Moves everything in one transaction of the area, which holds the parts' shards.
    ///
    /// Then each part is told in its own log. What a process that dies leaves untold is told when it starts again.
    ///
    /// The same merger again changes nothing.
    ///
    /// - Throws: `MergerRefusal`, `RegistryError.communityUnknown`, and `BodyRefusal.ruleMissing` where the rules do not say
    ///   how a body of a part ends.
    func handle(_ merger: Merger, by subject: String, claim: IdempotencyClaim?) async throws -> MergerReport {
        try merger.check()
        let report = try await log.write(to: merger.area, claim: claim) { write in
            try await write.hold(merger.parts.map(\.community))
            if let known = try await recorded(merger, in: write) { return known }
            let today = try await tell.desk.electorates.today(in: write)
            let plan = try await plan(merger, today: today, in: write)
            try await carryOut(plan, merger, by: subject, in: write)
            return plan.report(isDryRun: false)
        }
        do { try await tell.now() } catch {
            logger.warning("mergers are told later", metadata: ["error": "\(error)"])
        }
        return report
    }

    /// How the area would be.
    func dryRun(_ merger: Merger) async throws -> MergerReport {
        try merger.check()
        return try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            if let known = try await recorded(merger, in: transaction) { return known.rehearsed }
            let today = try await tell.desk.electorates.today(in: transaction)
            return try await plan(merger, today: today, in: transaction).report(isDryRun: true)
        }
    }

    // MARK: - Deciding

    private struct Decision {
        let merger: Merger
        let plan: Merger.Plan
        let summary: RollSummary
        let parts: [MergerReport.Part]
        /// Units of the area whose voters were chosen.
        let chosen: [UnitCode]
        let totals: [BuildingCode: Area]

        func report(isDryRun: Bool) -> MergerReport {
            MergerReport(
                dryRun: isDryRun, changed: true, area: merger.area, on: merger.on, parts: parts, units: summary.units,
                countedArea: summary.area, heads: summary.heads, inSeveral: Int64(Set(plan.same.values).count))
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ merger: Merger, today: Day, in reader: borrowing Reader
    ) async throws -> Decision {
        let home = try await compound(merger.area, in: reader)
        var compounds: [Merger.Compound] = []
        for part in merger.parts { compounds.append(try await compound(part.community, in: reader)) }
        let namesakes = try merger.namesakes(home, compounds)
        let people = try await books.people.open(namesakes, through: reader)
        let documents = try await documents.marks(of: Array(namesakes.keys), through: reader)
        let plan = try merger.plan(
            home: home, compounds: compounds, people: people, documents: documents, today: today)
        var parts: [MergerReport.Part] = []
        var chosen: [UnitCode] = []
        var totals = try await rolls.totals(of: merger.area, in: reader)
        for (part, compound) in zip(merger.parts, compounds) {
            let before = try RollSummary(of: compound.roll, parkingCounts: compound.facts.parkingCounts)
            let ended = try await tell.ended(in: part.community, on: merger.on, reader)
            parts.append(
                MergerReport.Part(
                    community: part.community, units: before.units, countedArea: before.area, heads: before.heads,
                    lifts: Int64(compound.lifts.count), bodies: ended.map(\.body.code)))
            chosen += try await rolls.chosenVoters(of: part.community, in: reader).keys.map(part.code)
            for (building, area) in try await rolls.totals(of: part.community, in: reader) {
                totals[part.buildings[building] ?? building] = area
            }
        }
        return Decision(
            merger: merger, plan: plan,
            summary: try RollSummary(of: plan.roll, parkingCounts: home.facts.parkingCounts), parts: parts,
            chosen: chosen, totals: totals)
    }

    private func compound<Reader: Reading & ~Copyable>(
        _ code: CommunityID, in reader: borrowing Reader
    ) async throws -> Merger.Compound {
        Merger.Compound(
            facts: try await books.communities.community(code, in: reader),
            roll: try await rolls.roll(of: code, in: reader),
            owners: try await owners.ids(in: code, through: reader),
            spelledTwice: try await owners.spelledTwice(in: code, through: reader),
            lifts: try await lifts.lifts(of: code, in: reader),
            lastChange: try await mergers.lastChange(of: code, in: reader))
    }

    /// The same merger as it was recorded before, if it was.
    private func recorded<Reader: Reading & ~Copyable>(
        _ merger: Merger, in reader: borrowing Reader
    ) async throws -> MergerReport? {
        let wanted = Set(merger.parts.map(\.community))
        let known = try await mergers.parts(of: merger.area, after: "", limit: .max, in: reader)
            .filter { wanted.contains($0.community) }
        guard known.count == wanted.count, known.allSatisfy({ $0.on == merger.on }),
            let roll = try await rolls.summary(of: merger.area, in: reader)?.summary
        else { return nil }
        return MergerReport(
            dryRun: false, changed: false, area: merger.area, on: merger.on,
            parts: known.map {
                MergerReport.Part(
                    community: $0.community, units: $0.units, countedArea: $0.area, heads: $0.heads, lifts: 0,
                    bodies: [])
            }, units: roll.units, countedArea: roll.area, heads: roll.heads, inSeveral: 0)
    }

    // MARK: - Doing

    private func carryOut(
        _ decision: Decision, _ merger: Merger, by subject: String, in write: borrowing Write
    ) async throws {
        try write.append(
            CommunitiesJoined(from: merger.parts.map(\.community), on: merger.on, basis: merger.basis))
        for part in decision.plan.parts {
            try await mergers.close(part.part, of: merger, by: subject, in: write)
            try await mergers.move(part.owners, in: write)
        }
        _ = try await books.record(
            RollChange(added: decision.plan.added), summary: decision.summary, on: merger.on, because: .merger,
            in: write)
        try await rolls.markChosen(decision.chosen, in: write)
        try await rolls.save(totals: decision.totals, in: write)
        for part in decision.plan.parts {
            try await lifts.save(part.lifts.map(\.after), in: write)
            try await mergers.moveCare(of: part.lifts, from: part.part.community, in: write)
            for lift in part.lifts { try write.append(lift.after.recorded) }
        }
        try await mergers.unite(decision.plan.same, in: write)
        // Another compound may not know yet that nobody acts for its owner-unit any more.
        let unrepresented = try await mergers.unrepresented(among: Array(decision.plan.same.values), in: write)
        try await acting.end(for: unrepresented, in: write)
        _ = try await books.people.forget(Set(decision.plan.same.keys), in: write)
    }
}

/// What a merger did, or with a dry run would do.
struct MergerReport: Codable, Sendable {
    let dryRun: Bool
    let changed: Bool
    let area: CommunityID
    let on: Day
    let parts: [Part]
    /// The area's roll with them.
    let units: Int64
    let countedArea: Area
    let heads: Int64
    /// Owners who had something in several of the communities and are one head now.
    let inSeveral: Int64

    struct Part: Codable, Sendable {
        let community: CommunityID
        let units: Int64
        let countedArea: Area
        let heads: Int64
        let lifts: Int64
        /// Bodies whose office ends with it.
        let bodies: [BodyID]
    }

    var rehearsed: MergerReport {
        MergerReport(
            dryRun: true, changed: changed, area: area, on: on, parts: parts, units: units, countedArea: countedArea,
            heads: heads, inSeveral: inSeveral)
    }
}
