import EventLog
import Model

/// Notes down how ballots got to the units, whole or not at all.
///
/// Only while the assembly is open, and until the last papers are entered: which units get a ballot is what the frozen roll
/// says, and ballots may be handed out from the opening on. A correction is a further word of the same unit. Once the voting
/// is over nothing that is said makes anybody silent, or takes that from them, where silence counts (docs/decisions/0045).
struct RecordDeliveries: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let rules: RulesStore
    let deliveries: DeliveryStore
    let calendar: WorkCalendar
    private let returns = ReturnsStore()

    /// What became of a file.
    struct Report: Codable, Sendable, Equatable {
        let units: Int
        /// Units that have got their ballot, which can be shown.
        let delivered: Int
        /// Units that have got it by what is said, without evidence: their silence never counts.
        let unproven: Int
        let announced: Int
        /// Announcements that will not have stood as long as the rules ask when the voting ends (R-M-21).
        let shortNotice: Int
        let notReached: Int
        let papers: Int
        /// Units of which something was said before.
        let corrected: Int
        /// Nil where there are none.
        var exceeded: [ExceededPapers]?
    }

    /// Stores the lines of a file.
    ///
    /// - Throws: `BallotsError`; `.file` lists every line that is wrong.
    func callAsFunction(
        _ lines: [DeliveryLine], of assembly: AssemblyID, by account: String, in community: CommunityID,
        claim: IdempotencyClaim?
    ) async throws -> Report {
        try await log.write(to: community, claim: claim) { write in
            try await record(lines, of: assembly, by: account, in: write)
        }
    }

    /// Does all that storing does, and undoes it.
    func dryRun(
        _ lines: [DeliveryLine], of assembly: AssemblyID, by account: String, in community: CommunityID
    ) async throws -> Report {
        do {
            return try await log.write(to: community) { write in
                throw Undo(report: try await record(lines, of: assembly, by: account, in: write))
            }
        } catch let undo as Undo {
            return undo.report
        }
    }

    /// Stores one.
    ///
    /// - Throws: `BallotsError`
    func callAsFunction(
        _ delivery: Delivery, of assembly: AssemblyID, by account: String, in community: CommunityID,
        claim: IdempotencyClaim?
    ) async throws -> Report {
        try await log.write(to: community, claim: claim) { write in
            let (stored, pack) = try await open(assembly, in: write)
            guard try await deliveries.strangers(among: [delivery.unit], stored, in: write).isEmpty else {
                throw BallotsError.unknownUnit(delivery.unit)
            }
            if let reason = stored.assembly.noticeFault(of: delivery) { throw BallotsError.deliveredEarly(reason) }
            if let fault = try await deliveries.belowReturned([delivery], stored, in: write).first {
                throw BallotsError.papersAreBack(fault.returned)
            }
            guard try await changingSilence([delivery], stored, pack, in: write).isEmpty else {
                throw BallotsError.silenceIsSettled
            }
            return try await store([delivery], stored, pack, by: account, in: write)
        }
    }

    private func record(
        _ lines: [DeliveryLine], of assembly: AssemblyID, by account: String, in write: borrowing Write
    ) async throws -> Report {
        let (stored, pack) = try await open(assembly, in: write)
        let all = lines.map(\.delivery)
        let strangers = try await deliveries.strangers(among: all.map(\.unit), stored, in: write)
        var faults = strangers.map { lines[$0].row.fault("unit", .notOnRoll(all[$0].unit)) }
        faults += lines.compactMap { line in
            stored.assembly.noticeFault(of: line.delivery).map { line.row.fault("delivered_on", $0) }
        }
        faults += try await deliveries.belowReturned(all, stored, in: write).map { place, returned in
            lines[place].row.fault("papers", Delivery.Fault.papersAreBack(returned))
        }
        faults += try await changingSilence(all, stored, pack, in: write).map { place in
            lines[place].row.fault("warned", Delivery.Fault.silenceIsSettled)
        }
        guard faults.isEmpty else { throw BallotsError.file(CSVFaults(faults)) }
        return try await store(all, stored, pack, by: account, in: write)
    }

    private func open(
        _ assembly: AssemblyID, in write: borrowing Write
    ) async throws -> (StoredAssembly, RulePack) {
        let stored = try await assemblies.load(assembly, in: write)
        let basis = try stored.assembly.admitPapers(at: stored.readAt)
        return (stored, try await rules.pack(basis.rulesHash, in: write))
    }

    /// The turnout is public by then: whoever could still say who was told would say what is decided.
    private func changingSilence(
        _ all: [Delivery], _ stored: StoredAssembly, _ pack: RulePack, in write: borrowing Write
    ) async throws -> [Int] {
        guard pack.countsSilence, stored.assembly.isVotingOver(at: stored.readAt) else { return [] }
        return try await deliveries.changingSilence(all, stored, in: write)
    }

    private func store(
        _ all: [Delivery], _ stored: StoredAssembly, _ pack: RulePack, by account: String, in write: borrowing Write
    ) async throws -> Report {
        let closingDay = stored.assembly.closesAt.lastDay
        // The turnout is public when the voting is over, and one line of one person must not end an election then.
        let isVotingOver = stored.assembly.isVotingOver(at: stored.readAt)
        let voidBefore = isVotingOver ? try await returns.exceeded(in: stored, in: write) ?? [] : []
        let corrected = try await deliveries.record(all, stored, by: account, in: write)
        let exceeded = try await returns.exceeded(in: stored, in: write)
        if isVotingOver, let new = exceeded?.first(where: { after in !voidBefore.contains { $0.item == after.item } }) {
            throw BallotsError.registerVoids(new.item)
        }
        let announced = all.filter { $0.method == .announcement }
        let reached = all.filter { $0.method != .announcement && $0.deliveredOn != nil }
        return Report(
            units: all.count, delivered: reached.filter(\.isProven).count,
            unproven: reached.filter { !$0.isProven }.count, announced: announced.count,
            shortNotice: announced.filter { $0.isShortNotice(closingDay: closingDay, by: pack, calendar) }.count,
            notReached: all.count - announced.count - reached.count, papers: all.reduce(0) { $0 + $1.papers },
            corrected: corrected, exceeded: exceeded)
    }

    /// Carries the report of a dry run out of the command that it undoes.
    private struct Undo: Error {
        let report: Report
    }
}
