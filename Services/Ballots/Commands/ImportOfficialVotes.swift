import EventLog
import Model

/// Brings in the votes of an official platform, whole or not at all (R-M-09).
struct ImportOfficialVotes: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let imports: OfficialImportStore

    struct Batch: Sendable {
        let assembly: AssemblyID
        let source: OfficialSource
        let votes: [OfficialVote]
        /// The account of who brings them.
        let scrutineer: String
    }

    /// What became of a file.
    struct Report: Codable, Sendable, Equatable {
        let votes: Int
        let counted: Int
        /// Votes of owners who had voted before, here or in the same file for another flat: kept, and not counted
        /// (R-M-27, R-C-11).
        let duplicates: [Duplicate]

        struct Duplicate: Codable, Sendable, Equatable {
            let line: Int
            let item: ItemID
            let unit: UnitCode
            /// When the vote that counts was accepted here.
            let votedAt: Timestamp
        }
    }

    /// Stores the votes.
    ///
    /// - Throws: `BallotsError`; `.file` lists every line that is wrong.
    func callAsFunction(_ batch: Batch, in community: CommunityID, claim: IdempotencyClaim?) async throws -> Report {
        try await log.write(to: community, claim: claim) { write in try await run(batch, in: write) }
    }

    /// Does all that storing does, and undoes it.
    func dryRun(_ batch: Batch, in community: CommunityID) async throws -> Report {
        do {
            return try await log.write(to: community) { write in throw Undo(report: try await run(batch, in: write)) }
        } catch let undo as Undo {
            return undo.report
        }
    }

    private func run(_ batch: Batch, in write: borrowing Write) async throws -> Report {
        let stored = try await assemblies.load(batch.assembly, in: write)
        // A platform gives its results out after the voting, so that they come like papers: cast in time, brought in later.
        _ = try stored.assembly.admitPapers(at: stored.readAt)
        let untimely = batch.votes.compactMap { $0.fault(in: stored.assembly, now: stored.readAt) }
        let faults = try await untimely + imports.faults(of: batch.votes, stored, in: write)
        guard faults.isEmpty else { throw BallotsError.file(CSVFaults(faults)) }

        let recorded = try await imports.record(
            batch.votes, from: batch.source, stored, by: batch.scrutineer, in: write)
        for entry in recorded where entry.isCounted {
            try write.append(
                VoteAccepted(
                    assembly: batch.assembly, item: entry.vote.item, receipt: entry.standing.receipt,
                    channel: .imported, area: entry.area))
        }
        return Report(
            votes: recorded.count, counted: recorded.filter(\.isCounted).count,
            duplicates: recorded.filter { !$0.isCounted }.map { entry in
                Report.Duplicate(
                    line: entry.vote.row.line, item: entry.vote.item, unit: entry.vote.unit,
                    votedAt: entry.standing.acceptedAt)
            }.sorted { $0.line < $1.line })
    }

    /// Carries the report of a dry run out of the command that it undoes.
    private struct Undo: Error {
        let report: Report
    }
}
