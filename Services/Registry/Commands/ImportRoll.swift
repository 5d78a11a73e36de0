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
            let leftovers = Leftovers()
            let answer = try await carryOut(bytes, leaving: leftovers, in: write)
            // Taking apart what has hundreds of thousands of parts is another thread's, too: nobody waits for that.
            _ = books.second.begin { leftovers.drop() }
            return answer
        }
    }

    private func carryOut(
        _ bytes: [UInt8], leaving leftovers: Leftovers, in write: borrowing Write
    ) async throws -> RollImport {
        let reading = RollReading(bytes, on: books.thread)
        let stored = try await stored(of: write.community, in: write)
        let matching = OwnerMatching(stored.owners)
        try await reading.begun()
        // Where there is nobody yet, the plan does not wait for the database to take the owners.
        let ahead = stored.owners.isEmpty ? planning(after: stored) { try reading.settled() } : nil
        try await owners.save(reading.owners.map { matching.newcomers(in: $0) }, in: write)
        let read = try await reading.outcome(matching)
        let begun = ahead ?? planning(after: stored) { read }
        let news = try await news(of: read)
        let renamed = try await renamed(news, of: read, in: write)
        let (plan, counting) = try await begun.value()
        return try await ChunkQueue.filled(from: people.sealed(news), on: books.thread) { sealed in
            let moment = books.moment(of: plan.change, on: calendar.day(at: write.now), in: write)
            if !plan.change.isEmpty { try await rolls.save(plan.change, at: moment, in: write) }
            try await rolls.markChosen(plan.restored, in: write)
            if stored.totals != read.file.totals { try await rolls.save(totals: read.file.totals, in: write) }
            let described = try await people.describe(news, as: sealed, in: write)
            let forgotten = try await people.forget(plan.change.formerOwners, in: write)
            let counted = try await counting.value()
            if !plan.change.isEmpty {
                try await books.publish(plan.change, counted, at: moment, because: .import, in: write)
            }
            leftovers.keep(stored, read, plan, news, counted)
            return RollImport(
                plan.change, counted.summary, isDryRun: false, people: described + forgotten, renamed: renamed,
                details: [:])
        }
    }

    /// Whoever is new or differs: two threads compare the marks of one half each.
    private func news(of read: RollReading.Outcome) async throws -> [PersonStore.News] {
        let owners = read.file.owners.indices
        let half = owners.count / 2
        let later = books.second.begin { [people] in people.news(of: read, half..<owners.endIndex) }
        return people.news(of: read, owners.startIndex..<half) + (try await later.value())
    }

    /// Who has another name under the same reference; whoever differs is opened for that, while the roll is counted.
    private func renamed<Reader: Reading & ~Copyable>(
        _ news: [PersonStore.News], of read: RollReading.Outcome, in reader: borrowing Reader
    ) async throws -> [RollImport.Renamed] {
        let differing = news.filter(\.isKnown)
        guard !differing.isEmpty else { return [] }
        let stored = try await reader.query(PersonStore.stored(of: differing.map(\.id)))
        return try await books.second.run { [people] in
            let renamed = try people.renamed(differing, from: stored)
            return read.ids.indices.filter { renamed.contains(read.ids[$0]) }.map { place in
                RollImport.Renamed(line: read.file.line(owner: place), ownerRef: read.file.owners[place].ref)
            }
        }
    }

    /// Plans the import and has the roll counted at once.
    private func planning(
        after stored: StoredRoll, _ read: @escaping @Sendable () throws -> RollReading.Outcome
    ) -> DedicatedThread.Begun<(RollPlan, RollBooks.Counting)> {
        books.thread.begin { [books] in
            let plan = RollPlan(try read(), before: try stored.roll.made(), chosen: stored.chosen)
            return (plan, books.counting(plan.roll, after: plan.change, parkingCounts: stored.parkingCounts))
        }
    }

    /// What the file would change.
    ///
    /// - Throws: as `handle`
    func dryRun(_ bytes: [UInt8], community: CommunityID) async throws -> RollImport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let reading = RollReading(bytes, on: books.thread)
            let stored = try await stored(of: community, in: transaction)
            let matching = OwnerMatching(stored.owners)
            for await batch in reading.owners { _ = matching.newcomers(in: batch) }
            let read = try await reading.outcome(matching)
            let plan = try await books.thread.run {
                RollPlan(read, before: try stored.roll.made(), chosen: stored.chosen)
            }
            let summary = try await books.thread.run {
                try RollSummary(of: plan.roll, parkingCounts: stored.parkingCounts)
            }
            let news = try await news(of: read)
            let leavers = plan.change.formerOwners.subtracting(Set(plan.roll.units.flatMap(\.owners)))
            return RollImport(
                plan.change, summary, isDryRun: true, people: news.count + leavers.count,
                renamed: try await renamed(news, of: read, in: transaction),
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
            RollStore.chosenVotersEver(of: community),
            RollStore.totals(of: community),
        ])
        let roll = RollInAnswer(results[2])
        _ = books.second.begin { try roll.made() }
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

/// What an import no longer needs, kept until somebody drops it.
private final class Leftovers: Sendable {
    private let parts = Mutex<[any Sendable]>([])

    func keep(_ more: any Sendable...) { parts.withLock { $0 += more } }

    /// Whoever calls this takes it apart, whoever else knows this object.
    func drop() {
        let parts = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        withExtendedLifetime(parts) {}
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

/// The roll that the database has answered with, made once: ahead on a thread of its own, while the owners are made here.
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
    /// Units that come back to the roll with the voter whom their co-owners had chosen.
    let restored: [UnitCode]

    init(_ read: RollReading.Outcome, before: Roll, chosen: [UnitCode: OwnerID]) {
        roll = Roll(read.file, ids: read.ids, chosen: chosen)
        var change = before.change(to: roll)
        change.sortByText()
        self.change = change
        restored = chosen.isEmpty ? [] : change.added.filter { chosen[$0.unit] == $0.voter }.map(\.unit)
    }
}
