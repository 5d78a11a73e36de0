import EventLog
import FoundationEssentials
import Model
import Postgres

/// Every statement that touches `paper`.
struct PaperStore: Sendable {
    let votes: VoteStore

    /// A paper that was stored, with what became of it.
    struct Recorded: Sendable {
        let paper: Paper
        let area: Area
        /// The vote that stands for the head: the paper's own, or the earlier one that it repeats.
        let standing: Receipt
        let isCounted: Bool
    }

    /// What keeps papers from being taken, by what the assembly froze and by the papers it has already.
    func faults(of papers: [Paper], _ stored: StoredAssembly, in write: borrowing Write) async throws -> [CSVFault] {
        try await write.query(
            """
            SELECT place, refusal
            FROM (
                SELECT row.place,
                    CASE
                        WHEN item.item IS NULL THEN 'unknownItem'
                        WHEN voter.head IS NULL THEN 'unknownUnit'
                        WHEN row.choice <> ALL (item.choices) AND ticked(row.choice, item.candidates, item.seats) IS NULL
                            OR row.choice = 'follow' AND NOT assembly.allows_follow
                            THEN 'notOffered'
                        WHEN paper.unit IS NOT NULL THEN 'recordedBefore'
                    END AS refusal
                FROM unnest(
                    \(papers.map(\.item)), \(papers.map(\.unit)), \(papers.map(\.choice)), \(papers.map(\.evidence))
                ) WITH ORDINALITY AS row (item, unit, choice, evidence, place)
                JOIN assembly ON assembly.number = \(stored.number)
                LEFT JOIN agenda_item AS item
                    ON item.assembly = \(stored.number) AND item.code = row.item
                LEFT JOIN frozen_unit AS voter
                    ON voter.assembly = \(stored.number) AND voter.unit = row.unit AND voter.counts
                LEFT JOIN paper
                    ON paper.assembly = \(stored.number) AND paper.item = item.item AND paper.unit = row.unit
                    AND paper.evidence = row.evidence
            ) AS judged
            WHERE refusal IS NOT NULL
            ORDER BY place
            """,
            as: (Int, Refusal).self
        ).map { place, refusal in refusal.fault(of: papers[place - 1]) }
    }

    /// Stores papers without faults. Those of heads that have not voted on the item become votes; the others are kept
    /// and not counted (R-M-27).
    func record(
        _ papers: [Paper], _ stored: StoredAssembly, by subject: String, in write: borrowing Write
    ) async throws -> [Recorded] {
        let receipts = UUID.version7s(papers.count, at: write.now).map { ReceiptID($0) }
        let rows = try await write.query(
            """
            WITH ballot AS MATERIALIZED (
                SELECT row.item, row.unit, coalesce(ticked(row.choice, item.candidates, item.seats), row.choice) AS choice,
                    row.signed_on, row.collector, row.witness, row.evidence, row.receipt, row.place,
                    item.item AS number, voter.head, voter.head_area
                FROM unnest(
                    \(papers.map(\.item)), \(papers.map(\.unit)), \(papers.map(\.choice)), \(papers.map(\.signedOn)),
                    \(papers.map(\.collector)), \(papers.map(\.witness)), \(papers.map(\.evidence)), \(receipts)
                ) WITH ORDINALITY AS row (item, unit, choice, signed_on, collector, witness, evidence, receipt, place)
                JOIN agenda_item AS item
                    ON item.assembly = \(stored.number) AND item.code = row.item
                JOIN frozen_unit AS voter
                    ON voter.assembly = \(stored.number) AND voter.unit = row.unit AND voter.counts
            ), counted AS (
                INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
                SELECT \(stored.number), number, head, unit, choice, head_area, 'paper', receipt, \(stored.readAt)
                FROM ballot
                ORDER BY place
                ON CONFLICT ON CONSTRAINT vote_pkey DO NOTHING
                RETURNING receipt
            ), recorded AS (
                INSERT INTO paper (
                    assembly, item, unit, head, choice, signed_on, collector, witness, evidence, is_counted, recorded_by,
                    recorded_at
                )
                SELECT \(stored.number), number, unit, head, choice, signed_on, collector, witness, evidence,
                    counted.receipt IS NOT NULL, \(subject), \(stored.readAt)
                FROM ballot
                LEFT JOIN counted USING (receipt)
            )
            SELECT ballot.number, ballot.head, ballot.head_area, counted.receipt IS NOT NULL
            FROM ballot
            LEFT JOIN counted USING (receipt)
            ORDER BY ballot.place
            """,
            as: (Int16, HeadID, Area, Bool).self)

        let standing = try await votes.firstReceipts(
            rows.map { VoteKey(assembly: stored.number, item: $0.0, head: $0.1) }, in: write)
        return zip(zip(papers, rows), standing).map { entry, standing in
            Recorded(paper: entry.0, area: entry.1.2, standing: standing, isCounted: entry.1.3)
        }
    }
}

/// The words that the checking statement refuses with.
private enum Refusal: String, EnumColumn {
    case unknownItem, unknownUnit, notOffered, recordedBefore

    func fault(of paper: Paper) -> CSVFault {
        switch self {
        case .unknownItem: paper.row.fault("item", .notOnAgenda(paper.item))
        case .unknownUnit: paper.row.fault("unit", .notOnRoll(paper.unit))
        case .notOffered: paper.row.fault("choice", .notOffered(paper.choice.description, on: paper.item))
        case .recordedBefore:
            paper.row.fault(
                "evidence_sha256",
                Phrase(zh: "这张选票已经录入过", en: "this paper of the unit on the item was recorded before"))
        }
    }
}
