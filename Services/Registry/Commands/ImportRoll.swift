import EventLog
import Model
import Postgres
import ServiceRuntime
import Synchronization
import Threads

/// Makes the roll of a community what a file says it is: units that are not in the file leave the roll.
struct ImportRoll: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let owners = OwnerStore()

    private var people: PersonStore { books.people }
    private var rolls: RollStore { books.rolls }

    /// Carries it out, wholly or not at all.
    ///
    /// The database is never without work: it says what is stored and takes the new owners while the file is read, the
    /// units while the roll is counted and people are sealed, and those last. Whatever it took of a file that turns out to
    /// be wrong goes with the transaction.
    ///
    /// - Throws: `RegistryError.fileRefused`, `.communityUnknown`, `.communityMerged`
    func handle(_ bytes: [UInt8], community: CommunityID, claim: IdempotencyClaim?) async throws -> RollImport {
        try await log.write(to: community, claim: claim) { write in
            let reading = RollReading(bytes, on: books.thread)
            let stored = try await stored(of: community, in: write)
            let known = stored.owners
            try await reading.begun()
            try await owners.save(
                reading.owners.map { batch in known.isEmpty ? batch : batch.filter { known[$0.ref] == nil } },
                in: write)
            let read = try await reading.outcome(known)
            let planned = books.thread.begin {
                RollPlan(read, before: try stored.roll.made(), chosen: stored.chosen)
            }
            let news = people.news(of: read)
            let plan = try await planned.value()
            let counting = books.thread.begin { try plan.counted(parkingCounts: stored.parkingCounts) }
            let answer = try await ChunkQueue.filled(from: people.sealed(news), on: books.thread) { sealed in
                let moment = books.moment(of: plan.change, on: calendar.day(at: write.now), in: write)
                if !plan.change.isEmpty { try await rolls.save(plan.change, at: moment, in: write) }
                if stored.totals != read.file.totals { try await rolls.save(totals: read.file.totals, in: write) }
                let described = try await people.describe(news, as: sealed, in: write)
                let forgotten = try await people.forget(plan.change.formerOwners, in: write)
                let counted = try await counting.value()
                if !plan.change.isEmpty {
                    try await books.publish(plan.change, counted, at: moment, because: .import, in: write)
                }
                return RollImport(
                    plan.change, counted.summary, isDryRun: false, people: described + forgotten, details: [:])
            }
            // Taking apart what has hundreds of thousands of parts is the other thread's, too: nobody waits for that.
            _ = books.thread.begin { withExtendedLifetime((stored, read, plan, news)) {} }
            return answer
        }
    }

    /// What the file would change.
    ///
    /// - Throws: as `handle`
    func dryRun(_ bytes: [UInt8], community: CommunityID) async throws -> RollImport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let reading = RollReading(bytes, on: books.thread)
            let stored = try await stored(of: community, in: transaction)
            let read = try await reading.outcome(stored.owners)
            let plan = try await books.thread.run {
                RollPlan(read, before: try stored.roll.made(), chosen: stored.chosen)
            }
            let summary = try await books.thread.run {
                try RollSummary(of: plan.roll, parkingCounts: stored.parkingCounts)
            }
            let news = people.news(of: read)
            let leavers = plan.change.formerOwners.subtracting(Set(plan.roll.units.flatMap(\.owners)))
            return RollImport(
                plan.change, summary, isDryRun: true, people: news.count + leavers.count,
                details: try await refs(in: plan.change, of: read, transaction))
        }
    }

    /// How much memory the database may take for one step of saying what is stored; with less it writes files of its own.
    private static let workMemory = "64MB"

    /// What is stored of the community; all of it is asked for at once.
    private func stored<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> StoredRoll {
        let facts = try await books.communities.open(community, in: reader)
        let results = try await reader.pipeline([
            "SELECT set_config('work_mem', \(Self.workMemory), true)",
            OwnerStore.everybody(in: community),
            RollStore.units(of: community),
            RollStore.chosenVoters(of: community),
            RollStore.totals(of: community),
        ])
        let roll = RollInAnswer(results[2])
        _ = books.thread.begin { try roll.made() }
        return StoredRoll(
            parkingCounts: facts.parkingCounts, roll: roll,
            owners: try OwnerStore.known(in: results[1]), chosen: try RollStore.chosenVoters(in: results[3]),
            totals: try RollStore.totals(in: results[4]))
    }

    /// What the books call the owners of units that change hands.
    private func refs(
        in change: RollChange, of read: RollReading.Outcome, _ transaction: borrowing Transaction
    ) async throws -> [OwnerID: OwnerRef] {
        let concerned = change.changed.flatMap { unit in
            let isSame = unit.before.owners == unit.after.owners && unit.before.voter == unit.after.voter
            return isSame ? [] : unit.before.owners + unit.after.owners
        }
        guard !concerned.isEmpty else { return [:] }
        let known = try await owners.refs(of: Array(Set(concerned)), through: transaction)
        return known.merging(zip(read.ids, read.file.owners.lazy.map(\.ref))) { known, _ in known }
    }
}

/// What is stored of a community's roll when a file comes.
private struct StoredRoll: Sendable {
    let parkingCounts: Bool
    let roll: RollInAnswer
    let owners: [OwnerRef: OwnerStore.Known]
    let chosen: [UnitCode: OwnerID]
    /// The declared totals of buildings.
    let totals: [BuildingCode: Area]
}

/// The roll that the database has answered with, made once: ahead on the other thread, while the owners are made here.
private final class RollInAnswer: Sendable {
    private let answer: PostgresResult
    private let roll = Mutex<Roll?>(nil)

    init(_ answer: PostgresResult) { self.answer = answer }

    func made() throws -> Roll {
        try roll.withLock { roll in
            let made = try roll ?? RollStore.roll(in: answer)
            roll = made
            return made
        }
    }
}

/// What an import is going to do.
private struct RollPlan: Sendable {
    let roll: Roll
    let change: RollChange

    init(_ read: RollReading.Outcome, before: Roll, chosen: [UnitCode: OwnerID]) {
        roll = Roll(read.file, ids: read.ids, chosen: chosen)
        var change = before.change(to: roll)
        change.sortByText()
        self.change = change
    }

    func counted(parkingCounts: Bool) throws -> RollBooks.CountedRoll {
        try RollBooks.CountedRoll(roll, after: change, parkingCounts: parkingCounts)
    }
}
