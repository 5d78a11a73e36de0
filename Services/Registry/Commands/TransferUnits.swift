import EventLog
import Model
import Postgres
import ServiceRuntime
import Threads

/// Records that units have changed hands on a day (R-G-03): a roll.csv with the rows of those units alone, whose owners are
/// the new ones.
///
/// It changes nobody who is on the roll: what the file says of them must be what is known (docs/decisions/0046).
struct TransferUnits: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let workCalendar: WorkCalendar
    let owners = OwnerStore()
    let transfers = TransferStore()
    let history = RollHistoryStore()
    let rules = RulesStore()

    /// - Throws: `RegistryError.fileRefused`, `.communityUnknown`, `.communityMerged`, `.unitUnknown`, `.dayInFuture`,
    ///   `.unitDiffers`
    func handle(
        _ bytes: [UInt8], on day: Day, community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> TransferReport {
        let file = try await read(bytes)
        return try await log.write(to: community, claim: claim) { write in
            let decision = try await decide(
                file, on: day, today: calendar.day(at: write.now), community: community, in: write)
            let change = decision.counted.plan.change
            guard !change.isEmpty else { return decision.report(on: day, isDryRun: false) }
            try await owners.save(decision.newIDs, in: write)
            _ = try await books.people.describe(decision.newcomers, in: write)
            for unit in change.changed {
                try write.append(
                    OwnershipTransferred(
                        unit: unit.after.unit, from: unit.before.owners, to: unit.after.owners, on: day))
            }
            let moment = try await books.record(
                change, summary: decision.counted.summary, on: day, because: .transfer, in: write)
            try await transfers.save(
                change.changed, at: moment, noticeBy: decision.noticeBy, toldOn: decision.today, in: write)
            _ = try await books.people.forget(change.formerOwners, in: write)
            return decision.report(on: day, isDryRun: false)
        }
    }

    /// What the transfer would change.
    func dryRun(_ bytes: [UInt8], on day: Day, community: CommunityID) async throws -> TransferReport {
        let file = try await read(bytes)
        return try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let decision = try await decide(
                file, on: day, today: calendar.day(), community: community, in: transaction)
            let concerned = decision.counted.plan.change.changed.flatMap { $0.before.owners + $0.after.owners }
            let known = try await owners.refs(of: concerned, through: transaction)
            let refs = known.merging(decision.newIDs.map { ($0.value, $0.key) }) { known, _ in known }
            return decision.report(on: day, isDryRun: true, refs: refs)
        }
    }

    private func read(_ bytes: [UInt8]) async throws -> RollFile {
        try await books.thread.run { try RollFile(bytes, isWhole: false) }
    }

    private struct Decision {
        let counted: CountedTransfer
        let headsBefore: Int64
        let noticeBy: Day?
        let today: Day
        let newIDs: [OwnerRef: OwnerID]
        let newcomers: [PersonStore.News]

        func report(on day: Day, isDryRun: Bool, refs: [OwnerID: OwnerRef]? = nil) -> TransferReport {
            TransferReport(
                counted, headsBefore: headsBefore, on: day, noticeBy: noticeBy, isDryRun: isDryRun, refs: refs)
        }
    }

    private func decide<Reader: Reading & ~Copyable>(
        _ file: RollFile, on day: Day, today: Day, community: CommunityID, in reader: borrowing Reader
    ) async throws -> Decision {
        let facts = try await books.communities.open(community, in: reader)
        guard day <= today else { throw RegistryError.dayInFuture(field: "on", today: today) }
        let known = try await owners.known(file.owners.map(\.ref), in: community, through: reader)
        let newIDs = owners.newIDs(for: file.owners.lazy.map(\.ref).filter { known[$0] == nil })
        let ids = known.mapValues(\.id).merging(newIDs) { known, _ in known }
        let newcomers = try await books.people.newcomers(of: file, ids: ids, known: known, through: reader)
        let stored = try await reader.query(RollStore.units(of: community))
        let chosen = try await books.rolls.chosenVoters(of: community, in: reader)
        let counted = try await books.thread.run {
            try CountedTransfer(
                TransferPlan(of: RollStore.roll(in: stored), to: Roll(file, ids: ids, chosen: chosen)),
                parkingCounts: facts.parkingCounts)
        }
        try await checkOrder(of: counted.plan.change, in: file, on: day, community: community, reader)
        let pack = try await rules.current(of: community, in: reader)?.pack
        return Decision(
            counted: counted,
            headsBefore: try await books.rolls.summary(of: community, in: reader)?.summary.heads ?? 0,
            noticeBy: TransferPlan.noticeBy(after: day, by: pack, workCalendar), today: today, newIDs: newIDs,
            newcomers: newcomers)
    }

    /// Nobody can have bought a unit before somebody of whom they bought it did.
    private func checkOrder<Reader: Reading & ~Copyable>(
        of change: RollChange, in file: RollFile, on day: Day, community: CommunityID, _ reader: borrowing Reader
    ) async throws {
        let later = try await history.lastChanges(
            of: change.changed.map(\.after.unit), in: community, after: day, reader)
        guard !later.isEmpty else { return }
        throw RegistryError.fileRefused(
            CSVFaults(
                file.units.indices.lazy.compactMap { place in
                    later[file.units[place].unit].map { last in
                        file.fault(
                            unit: place, "unit",
                            Phrase(
                                zh: "\(last) 起业主或表决人已变更，或才并入本管理区域，晚于 \(day)",
                                en: "has another owner or voter, or is part of the area, since \(last), after \(day)"))
                    }
                }))
    }
}

/// What a transfer did, or with a dry run would do.
struct TransferReport: Codable, Sendable {
    let dryRun: Bool
    let on: Day
    /// The last day to tell the committee and the company (R-G-03).
    let noticeBy: Day?
    let units: [UnitCode]
    let heads: Count
    let changes: [Change]

    struct Count: Codable, Sendable, Equatable {
        let before: Int64
        let after: Int64
    }

    /// What a transfer of one unit means for those who count.
    struct Change: Codable, Sendable, Equatable {
        let unit: UnitCode
        let area: Area
        /// In a dry run: what the books call them.
        let sellers: [OwnerRef]?
        let buyers: [OwnerRef]?
        /// The area with which the sellers' head and the buyers' head count before and after; zero where they do not.
        let sellerShare: Share
        let buyerShare: Share
    }

    struct Share: Codable, Sendable, Equatable {
        let before: Area
        let after: Area
    }

    init(
        _ counted: CountedTransfer, headsBefore: Int64, on day: Day, noticeBy: Day?, isDryRun: Bool,
        refs: [OwnerID: OwnerRef]?
    ) {
        func share(_ head: HeadID) -> Share {
            Share(before: counted.sharesBefore[head] ?? .zero, after: counted.sharesAfter[head] ?? .zero)
        }
        let changed = counted.plan.change.changed
        dryRun = isDryRun
        on = day
        self.noticeBy = noticeBy
        units = changed.map(\.after.unit)
        heads = Count(before: headsBefore, after: counted.summary.heads)
        changes = changed.map { unit in
            Change(
                unit: unit.after.unit, area: unit.after.area,
                sellers: refs.map { refs in unit.before.owners.compactMap { refs[$0] }.sorted() },
                buyers: refs.map { refs in unit.after.owners.compactMap { refs[$0] }.sorted() },
                sellerShare: share(unit.before.head), buyerShare: share(unit.after.head))
        }
    }
}
