import EventLog
import Model
import Postgres
import ServiceRuntime
import Threads

/// Makes the roll of a community what a file says it is: units that are not in the file leave the roll.
struct ImportRoll: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let owners = OwnerStore()

    private var people: PersonStore { books.people }
    private var rolls: RollStore { books.rolls }

    /// Carries it out, wholly or not at all; the file is read while the database says what is stored.
    ///
    /// - Throws: `RegistryError.fileRefused`, `.communityUnknown`, `.communityMerged`
    func handle(_ bytes: [UInt8], community: CommunityID, claim: IdempotencyClaim?) async throws -> RollImport {
        try await log.write(to: community, claim: claim) { write in
            let (file, stored) = try await read(bytes, community: community, in: write)
            let newIDs = owners.newIDs(for: file.owners.lazy.map(\.ref).filter { stored.owners[$0] == nil })
            // The other thread counts and then seals; persons are stored last, so that the database waits for neither.
            let counted = books.thread.begin { try plan(file, stored, newIDs: newIDs) }
            let news = people.news(of: file.owners, stored: stored.owners, newIDs: newIDs)
            return try await ChunkQueue.filled(from: people.sealed(news), on: books.thread) { sealed in
                try await owners.save(newIDs, in: write)
                let plan = try await counted.value()
                if !plan.change.isEmpty {
                    _ = try await books.record(
                        plan.change, summary: plan.summary, facts: plan.facts, on: calendar.day(at: write.now),
                        because: .import, in: write)
                }
                if stored.totals != file.totals { try await rolls.save(totals: file.totals, in: write) }
                let described = try await people.describe(news, as: sealed, in: write)
                let forgotten = try await people.forget(plan.change.formerOwners, in: write)
                return RollImport(plan, isDryRun: false, people: described + forgotten, details: [:])
            }
        }
    }

    /// What the file would change.
    ///
    /// - Throws: as `handle`
    func dryRun(_ bytes: [UInt8], community: CommunityID) async throws -> RollImport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let (file, stored) = try await read(bytes, community: community, in: transaction)
            let newIDs = owners.newIDs(for: file.owners.lazy.map(\.ref).filter { stored.owners[$0] == nil })
            let plan = try await books.thread.run { try self.plan(file, stored, newIDs: newIDs, isDryRun: true) }
            let news = people.news(of: file.owners, stored: stored.owners, newIDs: newIDs)
            let leavers = plan.change.formerOwners.subtracting(Set(plan.roll.units.flatMap(\.owners)))
            return RollImport(
                plan, isDryRun: true, people: news.count + leavers.count,
                details: try await refs(in: plan.change, newIDs: newIDs, transaction))
        }
    }

    /// The file, and what is stored of the community, each read at the same time as the other.
    private func read<Reader: Reading & ~Copyable>(
        _ bytes: [UInt8], community: CommunityID, in reader: borrowing Reader
    ) async throws -> (file: RollFile, stored: StoredRoll) {
        let file = books.thread.begin { try RollFile(bytes) }
        let facts = try await books.communities.open(community, in: reader)
        let stored = StoredRoll(
            parkingCounts: facts.parkingCounts, owners: try await owners.known(in: community, through: reader),
            roll: try await rolls.roll(of: community, in: reader),
            chosen: try await rolls.chosenVoters(of: community, in: reader),
            totals: try await rolls.totals(of: community, in: reader))
        return (try await file.value(), stored)
    }

    private func plan(
        _ file: RollFile, _ stored: StoredRoll, newIDs: [OwnerRef: OwnerID], isDryRun: Bool = false
    ) throws -> RollPlan {
        let roll = Roll(file, chosen: stored.chosen) { stored.owners[$0]?.id ?? newIDs[$0] }
        var change = stored.roll.change(to: roll)
        change.sortByText()
        return RollPlan(
            roll: roll, change: change, summary: try RollSummary(of: roll, parkingCounts: stored.parkingCounts),
            facts: isDryRun ? [] : try RollBooks.facts(of: change))
    }

    /// What the books call the owners of units that change hands.
    private func refs(
        in change: RollChange, newIDs: [OwnerRef: OwnerID], _ transaction: borrowing Transaction
    ) async throws -> [OwnerID: OwnerRef] {
        let concerned = change.changed.flatMap { unit in
            let isSame = unit.before.owners == unit.after.owners && unit.before.voter == unit.after.voter
            return isSame ? [] : unit.before.owners + unit.after.owners
        }
        guard !concerned.isEmpty else { return [:] }
        let known = try await owners.refs(of: Array(Set(concerned)), through: transaction)
        return known.merging(newIDs.map { ($0.value, $0.key) }) { known, _ in known }
    }
}

/// What is stored of a community's roll when a file comes.
private struct StoredRoll: Sendable {
    let parkingCounts: Bool
    let owners: [OwnerRef: OwnerStore.Known]
    let roll: Roll
    let chosen: [UnitCode: OwnerID]
    /// The declared totals of buildings.
    let totals: [BuildingCode: Area]
}

/// What an import is going to do.
struct RollPlan: Sendable {
    let roll: Roll
    let change: RollChange
    let summary: RollSummary
    /// What is published of the units.
    let facts: [RollBooks.Fact]
}
