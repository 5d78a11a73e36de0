import EventLog
import Model
import Postgres
import ServiceRuntime

/// Makes the roll of a community what a file says it is: units that are not in the file leave the roll.
struct ImportRoll: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let owners = OwnerStore()

    private var people: PersonStore { books.people }
    private var rolls: RollStore { books.rolls }

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`
    func handle(_ file: RollFile, community: CommunityID, claim: IdempotencyClaim?) async throws -> RollImport {
        try await log.write(to: community, claim: claim) { write in
            let plan = try await plan(file, community: community, in: write)
            try await owners.save(plan.newIDs, in: write)
            let described = try await people.describe(plan.people, in: write)
            if !plan.change.isEmpty {
                _ = try await books.record(
                    plan.change, summary: plan.summary, on: calendar.day(at: write.now), because: .import, in: write)
            }
            if plan.totals != file.totals { try await rolls.save(totals: file.totals, in: write) }
            let forgotten = try await people.forget(plan.change.formerOwners, in: write)
            return RollImport(plan, isDryRun: false, people: described + forgotten, details: [:])
        }
    }

    /// What the file would change.
    func dryRun(_ file: RollFile, community: CommunityID) async throws -> RollImport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let plan = try await plan(file, community: community, in: transaction)
            let owners = Set(plan.roll.units.flatMap(\.owners))
            let leavers = plan.change.formerOwners.subtracting(owners)
            return RollImport(
                plan, isDryRun: true, people: plan.people.count + leavers.count,
                details: try await refs(in: plan, transaction))
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ file: RollFile, community: CommunityID, in reader: borrowing Reader
    ) async throws -> RollPlan {
        let facts = try await books.communities.open(community, in: reader)
        let known = try await owners.ids(in: community, through: reader)
        let newIDs = owners.newIDs(for: file.owners.lazy.map(\.ref).filter { known[$0] == nil })
        let ids = newIDs.isEmpty ? known : known.merging(newIDs) { known, _ in known }
        let before = try await rolls.roll(of: community, in: reader)
        let chosen = try await rolls.chosenVoters(of: community, in: reader)
        let roll = Roll(file, ids: ids, chosen: chosen)
        return RollPlan(
            roll: roll, change: before.change(to: roll),
            summary: try RollSummary(of: roll, parkingCounts: facts.parkingCounts),
            totals: try await rolls.totals(of: community, in: reader), newIDs: newIDs,
            people: try await people.news(of: file.owners, ids: ids, newIDs: newIDs, through: reader))
    }

    /// What the books call the owners of units that change hands.
    private func refs(
        in plan: RollPlan, _ transaction: borrowing Transaction
    ) async throws -> [OwnerID: OwnerRef] {
        let concerned = plan.change.changed.flatMap { unit in
            let isSame = unit.before.owners == unit.after.owners && unit.before.voter == unit.after.voter
            return isSame ? [] : unit.before.owners + unit.after.owners
        }
        guard !concerned.isEmpty else { return [:] }
        let known = try await owners.refs(of: Array(Set(concerned)), through: transaction)
        return known.merging(plan.newIDs.map { ($0.value, $0.key) }) { known, _ in known }
    }
}

/// What an import is going to do.
struct RollPlan {
    let roll: Roll
    let change: RollChange
    let summary: RollSummary
    /// The declared totals of buildings as they were.
    let totals: [BuildingCode: Area]
    /// The owners who have no id yet.
    let newIDs: [OwnerRef: OwnerID]
    /// Owners of whom nothing is stored, or something else.
    let people: [PersonStore.News]
}
