import EventLog
import Model
import Postgres

/// Records the lifts of a file as they now are; lifts that are not in the file stay as they were.
struct ImportLifts: Sendable {
    let log: EventLog
    let desk: CareDesk
    let communities = CommunityStore()
    let rolls = RollStore()
    let lifts = LiftStore()

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `.fileRefused`
    func handle(_ file: LiftFile, community: CommunityID, claim: IdempotencyClaim?) async throws -> LiftImport {
        try await log.write(to: community, claim: claim) { write in
            let plan = try await plan(file, community: community, in: write)
            guard !plan.news.isEmpty else { return LiftImport(plan, isDryRun: false) }
            try await lifts.save(plan.news, in: write)
            // The maintainer's telephone number is stored but not published.
            for lift in plan.news where plan.known[lift.code]?.recorded != lift.recorded {
                try write.append(lift.recorded)
            }
            try await desk.note(plan, in: write)
            return LiftImport(plan, isDryRun: false)
        }
    }

    /// What the file would change.
    func dryRun(_ file: LiftFile, community: CommunityID) async throws -> LiftImport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            LiftImport(try await plan(file, community: community, in: transaction), isDryRun: true)
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ file: LiftFile, community: CommunityID, in reader: borrowing Reader
    ) async throws -> LiftPlan {
        _ = try await communities.open(community, in: reader)
        // Without a roll there is nothing yet to compare entrances with.
        let entrances = try await rolls.entrances(of: community, in: reader)
        if !entrances.isEmpty { try file.check(entrances: entrances) }
        let known = try await lifts.lifts(of: community, in: reader)
        try file.check(known: known, today: try await desk.electorates.today(in: reader))
        return LiftPlan(file, known: Dictionary(known.map { ($0.code, $0) }) { first, _ in first })
    }
}

/// What an import of lifts is going to do.
struct LiftPlan {
    let known: [LiftCode: Lift]
    /// Lifts that are new or different.
    let news: [Lift]
    /// Lifts that the file does not name.
    let absent: [LiftCode]

    init(_ file: LiftFile, known: [LiftCode: Lift]) {
        self.known = known
        let codes = Set(file.lifts.map(\.code))
        news = file.lifts.filter { known[$0.code] != $0 }.sorted { $0.code < $1.code }
        absent = known.keys.filter { !codes.contains($0) }.sorted()
    }

    /// Lifts that another firm maintains than before; one that becomes known is no change.
    var maintainersChanged: [LiftCode] {
        news.filter { lift in
            guard let before = known[lift.code]?.maintainer else { return false }
            return before != lift.maintainer
        }.map(\.code)
    }
}

/// What an import of lifts did, or with a dry run would do.
struct LiftImport: Codable, Sendable {
    let dryRun: Bool
    let added: [LiftCode]
    let changed: [LiftCode]
    /// Those of the changed ones that another firm maintains, whose marks are due (R-L-03).
    let maintainersChanged: [LiftCode]
    /// Lifts that the file does not name; they stay as they were.
    let absent: [LiftCode]

    init(_ plan: LiftPlan, isDryRun: Bool) {
        dryRun = isDryRun
        added = plan.news.map(\.code).filter { plan.known[$0] == nil }
        changed = plan.news.map(\.code).filter { plan.known[$0] != nil }
        maintainersChanged = plan.maintainersChanged
        absent = plan.absent
    }
}
