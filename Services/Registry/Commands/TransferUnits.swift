import EventLog
import Model
import Postgres
import ServiceRuntime

/// Records that units have changed hands on a day (R-G-03): a roll.csv with the rows of those units alone, whose owners are
/// the new ones.
struct TransferUnits: Sendable {
    let log: EventLog
    let books: RollBooks
    let calendar: DistrictCalendar
    let workCalendar: WorkCalendar
    let owners = OwnerStore()
    let transfers = TransferStore()
    let rules = RulesStore()

    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `.unitUnknown`, `.dayInFuture`, `.unitDiffers`
    func handle(
        _ file: RollFile, on day: Day, community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> TransferReport {
        try await log.write(to: community, claim: claim) { write in
            let decision = try await decide(
                file, on: day, today: calendar.day(at: write.now), community: community, in: write)
            let change = decision.plan.change
            guard !change.isEmpty else { return try decision.report(on: day, isDryRun: false) }
            let news = try await books.people.news(
                of: file.owners, ids: decision.ids, newIDs: decision.newIDs, through: write)
            try await owners.save(decision.newIDs, in: write)
            _ = try await books.people.describe(news, in: write)
            for unit in change.changed {
                try write.append(
                    OwnershipTransferred(
                        unit: unit.after.unit, from: unit.before.owners, to: unit.after.owners, on: day))
            }
            let moment = try await books.record(
                change, summary: decision.after, on: day, because: .transfer, in: write)
            try await transfers.save(
                change.changed, at: moment, noticeBy: decision.noticeBy, toldOn: decision.today, in: write)
            _ = try await books.people.forget(change.formerOwners, in: write)
            return try decision.report(on: day, isDryRun: false)
        }
    }

    /// What the transfer would change.
    func dryRun(_ file: RollFile, on day: Day, community: CommunityID) async throws -> TransferReport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let decision = try await decide(
                file, on: day, today: calendar.day(), community: community, in: transaction)
            let concerned = decision.plan.change.changed.flatMap { $0.before.owners + $0.after.owners }
            let known = try await owners.refs(of: concerned, through: transaction)
            let refs = known.merging(decision.newIDs.map { ($0.value, $0.key) }) { known, _ in known }
            return try decision.report(on: day, isDryRun: true, refs: refs)
        }
    }

    private struct Decision {
        let plan: TransferPlan
        let parkingCounts: Bool
        let before: RollSummary
        let after: RollSummary
        let noticeBy: Day?
        let today: Day
        let ids: [OwnerRef: OwnerID]
        let newIDs: [OwnerRef: OwnerID]

        func report(on day: Day, isDryRun: Bool, refs: [OwnerID: OwnerRef]? = nil) throws -> TransferReport {
            try TransferReport(
                plan, parkingCounts: parkingCounts, before: before, after: after, on: day, noticeBy: noticeBy,
                isDryRun: isDryRun, refs: refs)
        }
    }

    private func decide<Reader: Reading & ~Copyable>(
        _ file: RollFile, on day: Day, today: Day, community: CommunityID, in reader: borrowing Reader
    ) async throws -> Decision {
        let facts = try await books.communities.open(community, in: reader)
        guard day <= today else { throw RegistryError.dayInFuture(today: today) }
        let known = try await owners.ids(in: community, through: reader)
        let newIDs = owners.newIDs(for: file.owners.lazy.map(\.ref).filter { known[$0] == nil })
        let ids = known.merging(newIDs) { known, _ in known }
        let roll = try await books.rolls.roll(of: community, in: reader)
        let plan = try TransferPlan(of: roll, to: Roll(file, ids: ids))
        let pack = try await rules.current(of: community, in: reader)?.pack
        return Decision(
            plan: plan, parkingCounts: facts.parkingCounts,
            before: try RollSummary(of: roll, parkingCounts: facts.parkingCounts),
            after: try RollSummary(of: plan.after, parkingCounts: facts.parkingCounts),
            noticeBy: TransferPlan.noticeBy(after: day, by: pack, workCalendar), today: today, ids: ids, newIDs: newIDs)
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

    /// - Throws: `ArithmeticOverflow`
    init(
        _ plan: TransferPlan, parkingCounts: Bool, before: RollSummary, after: RollSummary, on day: Day,
        noticeBy: Day?, isDryRun: Bool, refs: [OwnerID: OwnerRef]?
    ) throws {
        let shares = try [plan.before, plan.after].map {
            try TransferPlan.shares(in: $0, parkingCounts: parkingCounts)
        }
        func share(_ head: HeadID) -> Share {
            Share(before: shares[0][head] ?? .zero, after: shares[1][head] ?? .zero)
        }
        dryRun = isDryRun
        on = day
        self.noticeBy = noticeBy
        units = plan.change.changed.map(\.after.unit)
        heads = Count(before: before.heads, after: after.heads)
        changes = plan.change.changed.map { unit in
            Change(
                unit: unit.after.unit, area: unit.after.area,
                sellers: refs.map { refs in unit.before.owners.compactMap { refs[$0] }.sorted() },
                buyers: refs.map { refs in unit.after.owners.compactMap { refs[$0] }.sorted() },
                sellerShare: share(unit.before.head), buyerShare: share(unit.after.head))
        }
    }
}
