import EventLog
import Model
import Postgres

/// Makes the roll of a community what a file says it is: units that are not in the file leave the roll.
struct ImportRoll: Sendable {
    let log: EventLog
    let communities = CommunityStore()
    let owners = OwnerStore()
    let people: PersonStore
    let rolls = RollStore()

    /// How many units stand in one event.
    private static let unitsPerEvent = 200

    /// - Throws: `RegistryError.communityUnknown`
    func handle(_ file: RollFile, community: CommunityID, claim: IdempotencyClaim?) async throws -> RollImport {
        try await log.write(to: community, claim: claim) { write in
            let plan = try await plan(file, community: community, in: write)
            try await owners.save(plan.newIDs, in: write)
            let described = try await people.describe(file.owners, ids: plan.ids, in: write)
            if !plan.change.isEmpty {
                try await rolls.save(plan.change, in: write)
                try await rolls.save(plan.summary, in: write)
                try publish(plan, in: write)
            }
            let forgotten = try await people.forgetLeavers(in: write)
            return RollImport(plan, isDryRun: false, people: described + forgotten)
        }
    }

    /// What the file would change.
    func dryRun(_ file: RollFile, community: CommunityID) async throws -> RollImport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let plan = try await plan(file, community: community, in: transaction)
            let news = try await people.countNews(file.owners, ids: plan.ids, in: community, through: transaction)
            return RollImport(plan, isDryRun: true, people: news)
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ file: RollFile, community: CommunityID, in reader: borrowing Reader
    ) async throws -> RollPlan {
        let facts = try await communities.community(community, in: reader)
        let known = try await owners.ids(of: file.owners.map(\.ref), in: community, through: reader)
        let newIDs = owners.newIDs(for: file.owners.map(\.ref).filter { known[$0] == nil })
        let ids = known.merging(newIDs) { known, _ in known }
        let roll = Roll(file, ids: ids)
        let change = try await rolls.roll(of: community, in: reader).change(to: roll)
        return RollPlan(
            change: change, summary: try RollSummary(of: roll, parkingCounts: facts.parkingCounts), ids: ids,
            newIDs: newIDs)
    }

    /// The units first, and last that the roll is whole: who freezes a roll, freezes it there.
    private func publish(_ plan: RollPlan, in write: borrowing Write) throws {
        for units in plan.change.recorded.chunks(of: Self.unitsPerEvent) {
            try write.append(UnitsRecorded(units: units))
        }
        for units in plan.change.removed.chunks(of: Self.unitsPerEvent) {
            try write.append(UnitsRemoved(units: units))
        }
        try write.append(plan.summary.recorded)
    }
}

/// What an import is going to do.
struct RollPlan {
    let change: RollChange
    let summary: RollSummary
    let ids: [OwnerRef: OwnerID]
    /// Those of `ids` that are not stored yet.
    let newIDs: [OwnerRef: OwnerID]
}

/// What an import did, or with a dry run would do.
struct RollImport: Codable, Sendable {
    let dryRun: Bool
    let added: [UnitCode]
    let changed: [Changed]
    let removed: [UnitCode]
    /// Owners whose name, kind or telephone number is new, different or forgotten.
    let people: Int
    let roll: RollSummary

    struct Changed: Codable, Sendable {
        let unit: UnitCode
        let columns: [String]
    }

    init(_ plan: RollPlan, isDryRun: Bool, people: Int) {
        dryRun = isDryRun
        added = plan.change.added.map(\.unit)
        changed = plan.change.changed.map { Changed(unit: $0.after.unit, columns: $0.columns) }
        removed = plan.change.removed
        self.people = people
        roll = plan.summary
    }
}

extension Array {
    /// The elements in order, at most `size` at a time.
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
