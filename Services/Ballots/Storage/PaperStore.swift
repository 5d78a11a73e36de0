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
        let outcome: Outcome
    }

    enum Outcome: Sendable {
        case counted(Receipt)
        /// The head had voted on the item; its vote stands (R-M-27).
        case repeats(Receipt)
        case invalid(Paper.Invalidity)
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
                        WHEN row.choice IS NULL AND item.seats IS NULL AND cardinality(item.choices) = 0 THEN 'noBallots'
                        WHEN voter.head IS NULL THEN 'unknownUnit'
                        -- More candidates than seats are no fault of the line but of the paper (R-E-09).
                        WHEN row.choice IS NOT NULL AND offered(row.choice, item.*, assembly.allows_follow) IS NULL
                            AND NOT coalesce(string_to_array(row.choice, '+') <@ item.candidates, false)
                            THEN 'notOffered'
                        WHEN row.holder IS NOT NULL AND proxy.number IS NULL THEN 'noProxy'
                        -- An authority allows nothing that was signed before it; such a paper is kept as an invalid one.
                        WHEN row.choice IS NOT NULL AND row.signed_on < proxy.written_on THEN 'signedBeforeProxy'
                        WHEN paper.unit IS NOT NULL THEN 'recordedBefore'
                    END AS refusal
                FROM unnest(
                    \(papers.map(\.item)), \(papers.map(\.unit)), \(papers.map(\.choice)), \(papers.map(\.evidence)),
                    \(papers.map(\.proxy?.holder)), \(papers.map(\.proxy?.authority)), \(papers.map(\.signedOn))
                ) WITH ORDINALITY AS row (item, unit, choice, evidence, holder, authority, signed_on, place)
                JOIN assembly
                    ON assembly.number = \(stored.number)
                LEFT JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = row.item
                LEFT JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = row.unit AND voter.counts
                LEFT JOIN standing_proxy AS proxy
                    ON proxy.assembly = assembly.number AND proxy.head = voter.head AND proxy.holder = row.holder
                    AND proxy.authority = row.authority
                LEFT JOIN paper
                    ON paper.assembly = assembly.number AND paper.item = item.item AND paper.unit = row.unit
                    AND paper.evidence = row.evidence
            ) AS judged
            WHERE refusal IS NOT NULL
            ORDER BY place
            """,
            as: (Int, Refusal).self
        ).map { place, refusal in refusal.fault(of: papers[place - 1]) }
    }

    /// Stores papers without faults.
    ///
    /// Those of heads that have not voted on the item become votes; invalid ones and those of heads that have are kept
    /// and not counted (R-E-10, R-M-27).
    func record(
        _ papers: [Paper], _ stored: StoredAssembly, by account: String, in write: borrowing Write
    ) async throws -> [Recorded] {
        let receipts = UUID.version7s(papers.count, at: write.now).map { ReceiptID($0) }
        let rows = try await write.query(
            """
            WITH ballot AS MATERIALIZED (
                SELECT row.*, item.item AS number, voter.head, voter.head_area, proxy.number AS proxy, answer.counted,
                    CASE WHEN answer.counted IS NULL THEN coalesce(row.invalid, 'overVoted') END AS reason
                FROM unnest(
                    \(papers.map(\.item)), \(papers.map(\.unit)), \(papers.map(\.choice)), \(papers.map(\.invalid)),
                    \(papers.map(\.signedOn)), \(papers.map(\.collector)), \(papers.map(\.witness)),
                    \(papers.map(\.evidence)), \(papers.map(\.proxy?.holder)), \(papers.map(\.proxy?.authority)),
                    \(receipts)
                ) WITH ORDINALITY AS row (
                    item, unit, choice, invalid, signed_on, collector, witness, evidence, holder, authority, receipt, place
                )
                JOIN assembly
                    ON assembly.number = \(stored.number)
                JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = row.item
                JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = row.unit AND voter.counts
                LEFT JOIN standing_proxy AS proxy
                    ON proxy.assembly = assembly.number AND proxy.head = voter.head AND proxy.holder = row.holder
                    AND proxy.authority = row.authority
                CROSS JOIN LATERAL (SELECT offered(row.choice, item.*, assembly.allows_follow) AS counted) AS answer
            ), counted AS (
                INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
                SELECT \(stored.number), number, head, unit, counted, head_area, 'paper', receipt, \(stored.recordedAt)
                FROM ballot
                WHERE reason IS NULL
                ORDER BY place
                ON CONFLICT ON CONSTRAINT vote_pkey DO NOTHING
                RETURNING receipt
            ), represented AS (
                INSERT INTO vote_proxy (assembly, item, head, proxy)
                SELECT \(stored.number), number, head, proxy
                FROM ballot
                JOIN counted USING (receipt)
                WHERE proxy IS NOT NULL
            ), recorded AS (
                INSERT INTO paper (
                    assembly, item, unit, head, choice, invalid, proxy, signed_on, collector, witness, evidence, is_counted,
                    recorded_by, recorded_at
                )
                -- A clock that was set back since must not put a paper before the ballot that it came too late for.
                SELECT \(stored.number), number, ballot.unit, ballot.head, counted, reason, proxy, signed_on, collector, witness,
                    evidence, counted.receipt IS NOT NULL, \(account), greatest(\(stored.recordedAt), vote.accepted_at)
                FROM ballot
                LEFT JOIN counted USING (receipt)
                LEFT JOIN vote
                    ON vote.assembly = \(stored.number) AND vote.item = ballot.number AND vote.head = ballot.head
            )
            SELECT ballot.number, ballot.head, ballot.head_area, reason, counted.receipt IS NOT NULL
            FROM ballot
            LEFT JOIN counted USING (receipt)
            ORDER BY ballot.place
            """,
            as: (Int16, HeadID, Area, Paper.Invalidity?, Bool).self)

        var standing = try await votes.firstReceipts(
            rows.filter { $0.3 == nil }.map { VoteKey(assembly: stored.number, item: $0.0, head: $0.1) }, in: write
        ).makeIterator()
        return try zip(papers, rows).map { paper, row in
            let (_, _, area, reason, isCounted) = row
            if let reason { return Recorded(paper: paper, area: area, outcome: .invalid(reason)) }
            guard let vote = standing.next() else { throw ImpossibleAssembly() }
            return Recorded(paper: paper, area: area, outcome: isCounted ? .counted(vote) : .repeats(vote))
        }
    }
}

extension Paper.Invalidity: EnumColumn {}

/// The words that the checking statement refuses with.
private enum Refusal: String, EnumColumn {
    case unknownItem, noBallots, unknownUnit, notOffered, noProxy, signedBeforeProxy, recordedBefore

    func fault(of paper: Paper) -> CSVFault {
        switch self {
        case .unknownItem: paper.row.fault("item", .notOnAgenda)
        case .noBallots:
            paper.row.fault(
                "item", Phrase(zh: "\(paper.item) 由现场举手表决", en: "\(paper.item) is decided by hands, without papers"))
        case .unknownUnit: paper.row.fault("unit", .notOnRoll(paper.unit))
        case .notOffered: paper.row.fault("choice", .notOffered(paper.row["choice"], on: paper.item))
        case .noProxy:
            paper.row.fault(
                "proxy",
                Phrase(
                    zh: "\(paper.unit) 没有登记这份授权",
                    en: "\(paper.unit) has no such authority on record; add the proxy first"))
        case .signedBeforeProxy:
            paper.row.fault(
                "signed_on",
                Phrase(
                    zh: "早于授权书的日期，当时无权代签；这张选票应填 notAuthorised",
                    en: "is before the day on which the authority was written; enter the paper as notAuthorised"))
        case .recordedBefore:
            paper.row.fault(
                "evidence_sha256",
                Phrase(zh: "这张选票已经录入过", en: "this paper of the unit on the item was recorded before"))
        }
    }
}
