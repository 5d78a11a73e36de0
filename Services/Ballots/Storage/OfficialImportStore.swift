import EventLog
import FoundationEssentials
import Model
import Postgres

/// Every statement that touches `official_import` and `imported_vote`.
struct OfficialImportStore: Sendable {
    let votes: VoteStore

    /// A vote that was stored, with what became of it.
    struct Recorded: Sendable {
        let vote: OfficialVote
        let area: Area
        /// The vote that stands for the head: this one, or the earlier one that it repeats.
        let standing: Receipt
        let isCounted: Bool
    }

    /// What keeps votes from being taken, by what the assembly froze.
    func faults(
        of votes: [OfficialVote], _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> [CSVFault] {
        try await write.query(
            """
            SELECT place, refusal
            FROM (
                SELECT row.place,
                    CASE
                        WHEN item.item IS NULL THEN 'unknownItem'
                        WHEN voter.head IS NULL THEN 'unknownUnit'
                        WHEN offered(row.choice, item.*, assembly.allows_follow) IS NULL THEN 'notOffered'
                    END AS refusal
                FROM unnest(\(votes.map(\.item)), \(votes.map(\.unit)), \(votes.map(\.choice)))
                    WITH ORDINALITY AS row (item, unit, choice, place)
                JOIN assembly
                    ON assembly.number = \(stored.number)
                LEFT JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = row.item
                LEFT JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = row.unit AND voter.counts
            ) AS judged
            WHERE refusal IS NOT NULL
            ORDER BY place
            """,
            as: (Int, Refusal).self
        ).map { place, refusal in refusal.fault(of: votes[place - 1]) }
    }

    /// Stores votes without faults.
    ///
    /// Those of heads that have not voted on the item count; the others are kept and do not (R-M-27).
    ///
    /// - Throws: `BallotsError.importedBefore` for a file of the platform that was brought in already.
    func record(
        _ votes: [OfficialVote], from source: OfficialSource, _ stored: StoredAssembly, by account: String,
        in write: borrowing Write
    ) async throws -> [Recorded] {
        let (number, importedAt) = try await insert(source, stored, by: account, in: write)
        let receipts = UUID.version7s(votes.count, at: write.now).map { ReceiptID($0) }
        let rows = try await write.query(
            """
            WITH ballot AS MATERIALIZED (
                SELECT row.*, item.item AS number, voter.head, voter.head_area,
                    offered(row.choice, item.*, assembly.allows_follow) AS answer
                FROM unnest(
                    \(votes.map(\.item)), \(votes.map(\.unit)), \(votes.map(\.choice)), \(votes.map(\.votedAt)),
                    \(receipts)
                ) WITH ORDINALITY AS row (item, unit, choice, voted_at, receipt, place)
                JOIN assembly
                    ON assembly.number = \(stored.number)
                JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = row.item
                JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = row.unit AND voter.counts
            ), counted AS (
                INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
                SELECT \(stored.number), number, head, unit, answer, head_area, 'imported', receipt, \(importedAt)
                FROM ballot
                ORDER BY place
                ON CONFLICT ON CONSTRAINT vote_pkey DO NOTHING
                RETURNING receipt
            ), recorded AS (
                INSERT INTO imported_vote (import, assembly, item, unit, head, choice, voted_at, is_counted)
                SELECT \(number), \(stored.number), number, unit, head, answer, voted_at, counted.receipt IS NOT NULL
                FROM ballot
                LEFT JOIN counted USING (receipt)
            )
            SELECT ballot.number, ballot.head, ballot.head_area, counted.receipt IS NOT NULL
            FROM ballot
            LEFT JOIN counted USING (receipt)
            ORDER BY ballot.place
            """,
            as: (Int16, HeadID, Area, Bool).self)

        let standing = try await self.votes.firstReceipts(
            rows.map { VoteKey(assembly: stored.number, item: $0.0, head: $0.1) }, in: write)
        return zip(zip(votes, rows), standing).map { entry, standing in
            Recorded(vote: entry.0, area: entry.1.2, standing: standing, isCounted: entry.1.3)
        }
    }

    /// Each import has a time of its own, by which its votes name it, also while the clock is before the opening.
    private func insert(
        _ source: OfficialSource, _ stored: StoredAssembly, by account: String, in write: borrowing Write
    ) async throws -> (number: Int64, importedAt: Timestamp) {
        let rows = try await write.query(
            """
            INSERT INTO official_import (assembly, platform, basis, evidence, recorded_by, imported_at)
            VALUES (
                \(stored.number), \(source.platform.text), \(source.basis.text), \(source.evidence), \(account),
                greatest(
                    \(stored.recordedAt),
                    (
                        SELECT max(earlier.imported_at) + interval '1 microsecond'
                        FROM official_import AS earlier
                        WHERE earlier.assembly = \(stored.number)
                    ))
            )
            ON CONFLICT ON CONSTRAINT official_import_evidence_key DO NOTHING
            RETURNING number, imported_at
            """,
            as: (Int64, Timestamp).self)
        guard let (number, importedAt) = rows.first else { throw BallotsError.importedBefore(source.evidence) }
        return (number: number, importedAt: importedAt)
    }
}

/// The words that the checking statement refuses with.
private enum Refusal: String, EnumColumn {
    case unknownItem, unknownUnit, notOffered

    func fault(of vote: OfficialVote) -> CSVFault {
        switch self {
        case .unknownItem: vote.row.fault("item", .notOnAgenda)
        case .unknownUnit: vote.row.fault("unit", .notOnRoll(vote.unit))
        case .notOffered: vote.row.fault("choice", .notOffered(vote.choice.description, on: vote.item))
        }
    }
}
