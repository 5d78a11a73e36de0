import EventLog
import Model

/// Takes a batch of paper ballots from the scrutineers, whole or not at all.
///
/// Papers are entered by two: a file counts when a second scrutineer hands in the same (`docs/decisions/0045`).
struct ImportPapers: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let papers: PaperStore
    private let returns = ReturnsStore()
    private let batches = PaperBatchStore()

    struct Batch: Sendable {
        let assembly: AssemblyID
        let papers: [Paper]
        /// SHA-256 of the file.
        let file: Digest256
        /// Who brings them.
        let scrutineer: Person
    }

    /// What became of a batch.
    struct Report: Codable, Sendable, Equatable {
        let papers: Int
        let counted: Int
        /// Papers of owners who had voted before: kept, and not counted (R-M-27).
        let duplicates: [Duplicate]
        /// Papers that cannot be counted for what is on them: kept, and no vote (R-E-10).
        let invalid: [Invalid]
        /// Nil where there are none.
        var exceeded: [ExceededPapers]?
        /// True while the file waits for a second scrutineer: nothing of it counts until then; else nil.
        var isWaiting: Bool?

        struct Invalid: Codable, Sendable, Equatable {
            let line: Int
            let item: ItemID
            let unit: UnitCode
            let reason: Paper.Invalidity
            /// True where more candidates are ticked than there are seats (R-E-09), which the file did not say.
            let isFound: Bool
        }

        struct Duplicate: Codable, Sendable, Equatable {
            let line: Int
            let item: ItemID
            let unit: UnitCode
            /// When the vote that counts was accepted.
            let votedAt: Timestamp
        }
    }

    /// Stores the batch.
    ///
    /// - Throws: `BallotsError`; `.papers` lists every line that is wrong.
    func callAsFunction(
        _ batch: Batch, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Report {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await check(batch, in: write)
            guard try await batches.enter(batch, stored, in: write) else {
                return Report(papers: batch.papers.count, counted: 0, duplicates: [], invalid: [], isWaiting: true)
            }
            return try await record(batch, stored, in: write)
        }
    }

    /// Does all that storing does once the batch is confirmed, and undoes it.
    func dryRun(_ batch: Batch, in community: CommunityID) async throws -> Report {
        do {
            return try await log.write(to: community) { write in
                let stored = try await check(batch, in: write)
                throw Undo(report: try await record(batch, stored, in: write))
            }
        } catch let undo as Undo {
            return undo.report
        }
    }

    private func check(_ batch: Batch, in write: borrowing Write) async throws -> StoredAssembly {
        let stored = try await assemblies.load(batch.assembly, in: write)
        _ = try stored.assembly.admitPapers(at: stored.readAt)
        let faults =
            batch.papers.compactMap { $0.operatorFault(enteredBy: batch.scrutineer) }
            + stored.assembly.untimelySignatures(batch.papers)
            + (try await papers.faults(of: batch.papers, stored, in: write))
        guard faults.isEmpty else { throw BallotsError.papers(CSVFaults(faults)) }
        return stored
    }

    private func record(
        _ batch: Batch, _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> Report {
        let recorded = try await papers.record(batch.papers, stored, by: batch.scrutineer.id, in: write)
        for entry in recorded {
            guard case .counted(let receipt) = entry.outcome else { continue }
            try write.append(
                VoteAccepted(
                    assembly: batch.assembly, item: entry.paper.item, receipt: receipt.receipt, channel: .paper,
                    area: entry.area))
        }
        var report = Report(recorded)
        report.exceeded = try await returns.exceeded(in: stored, in: write)
        return report
    }

    /// Carries the report of a dry run out of the command that it undoes.
    private struct Undo: Error {
        let report: Report
    }
}

extension ImportPapers.Report {
    fileprivate init(_ recorded: [PaperStore.Recorded]) {
        var (counted, duplicates, invalid) = (0, [Duplicate](), [Invalid]())
        for entry in recorded {
            let paper = entry.paper
            switch entry.outcome {
            case .counted:
                counted += 1
            case .repeats(let vote):
                duplicates.append(
                    Duplicate(line: paper.row.line, item: paper.item, unit: paper.unit, votedAt: vote.acceptedAt))
            case .invalid(let reason):
                invalid.append(
                    Invalid(
                        line: paper.row.line, item: paper.item, unit: paper.unit, reason: reason,
                        isFound: paper.invalid == nil))
            }
        }
        self.init(papers: recorded.count, counted: counted, duplicates: duplicates, invalid: invalid)
    }
}
