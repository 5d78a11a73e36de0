import EventLog
import FoundationEssentials
import Model
import Postgres
import ServiceRuntime

/// Every statement that touches `vote`, electronic ballots first.
struct VoteStore: Sendable {
    /// What became of one electronic ballot.
    enum Outcome: Sendable {
        case accepted(Receipt, area: Area)
        case refused(BallotsError)
    }

    /// The statement that carries out all `commands`.
    ///
    /// It finds head, area and voter on the frozen roll and decides by the rule of `Assembly.admitBallots`: it runs later
    /// than the one that took the shard's lock, so that it sees the close that came before it, and reads the clock once
    /// (reliability D.8).
    func casting(_ commands: [CastVote], in community: CommunityID) -> SQL {
        let receipts = UUID.version7s(commands.count, at: WallClock.now()).map { ReceiptID($0) }
        return """
            WITH clock AS MATERIALIZED (
                SELECT clock_timestamp() AS now
            ), ballot AS MATERIALIZED (
                SELECT command.place, assembly.number AS assembly, item.item, voter.head, command.unit, command.choice,
                    voter.head_area, command.receipt, assembly.closes_at, clock.now,
                    CASE
                        WHEN assembly.number IS NULL THEN 'unknownAssembly'
                        WHEN assembly.state = 'convened' THEN 'notOpenYet'
                        WHEN assembly.state = 'closed' OR clock.now >= assembly.closes_at THEN 'closed'
                        WHEN item.item IS NULL THEN 'unknownItem'
                        WHEN voter.head IS NULL THEN 'unknownUnit'
                        WHEN voter.voter <> command.voter THEN 'notYourUnit'
                    END AS refusal
                FROM unnest(
                    \(commands.map(\.assembly)), \(commands.map(\.item)), \(commands.map(\.unit)),
                    \(commands.map(\.voter)), \(commands.map(\.choice)), \(receipts)
                ) WITH ORDINALITY AS command (assembly, item, unit, voter, choice, receipt, place)
                CROSS JOIN clock
                LEFT JOIN assembly
                    ON assembly.community = \(community) AND assembly.code = command.assembly
                LEFT JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = command.item
                LEFT JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = command.unit AND voter.counts
            ), accepted AS (
                INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
                SELECT assembly, item, head, unit, choice, head_area, 'electronic', receipt, now
                FROM ballot
                WHERE refusal IS NULL
                ORDER BY place
                ON CONFLICT ON CONSTRAINT vote_pkey DO NOTHING
                RETURNING receipt
            )
            SELECT ballot.refusal, ballot.assembly, ballot.item, ballot.head, ballot.head_area, ballot.receipt,
                ballot.closes_at, ballot.now, accepted.receipt IS NOT NULL
            FROM ballot
            LEFT JOIN accepted ON accepted.receipt = ballot.receipt
            ORDER BY ballot.place
            """
    }

    /// Carries out all `commands` by that statement, which may have been sent already, and by a second one where an owner
    /// had voted before.
    func cast(
        _ commands: [CastVote], _ casting: PostgresResult?, in write: borrowing Write
    ) async throws -> [Outcome] {
        let result: PostgresResult
        if let casting {
            result = casting
        } else {
            result = try await write.query(self.casting(commands, in: write.community))
        }
        let rows = try result.decode(
            (Refusal?, Int64?, Int16?, HeadID?, Area?, ReceiptID, Timestamp?, Timestamp, Bool).self)
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(rows.count)
        var repeated: [(place: Int, key: VoteKey)] = []
        for (place, row) in rows.enumerated() {
            let (refusal, assembly, item, head, area, receipt, closesAt, now, isAccepted) = row
            if let refusal {
                outcomes.append(.refused(refusal.error(for: commands[place], closesAt: closesAt ?? now, now: now)))
            } else if let assembly, let item, let head, let area {
                if !isAccepted { repeated.append((place, VoteKey(assembly: assembly, item: item, head: head))) }
                outcomes.append(.accepted(Receipt(receipt: receipt, acceptedAt: now), area: area))
            }
        }
        if !repeated.isEmpty {
            for (repetition, first) in zip(repeated, try await firstReceipts(repeated.map(\.key), in: write)) {
                outcomes[repetition.place] = .refused(.alreadyVoted(first: first))
            }
        }
        return outcomes
    }

    /// The receipts of the votes that stand under `keys`, in their order.
    func firstReceipts(_ keys: [VoteKey], in write: borrowing Write) async throws -> [Receipt] {
        try await write.query(
            """
            SELECT vote.receipt, vote.accepted_at
            FROM unnest(\(keys.map(\.assembly)), \(keys.map(\.item)), \(keys.map(\.head)))
                WITH ORDINALITY AS key (assembly, item, head, place)
            JOIN vote ON vote.assembly = key.assembly AND vote.item = key.item AND vote.head = key.head
            ORDER BY key.place
            """,
            as: (ReceiptID, Timestamp).self
        ).map(Receipt.init)
    }

    /// The votes of an assembly, added up by item and choice.
    func tallies(of stored: StoredAssembly, in write: borrowing Write) async throws -> [ItemID: Tally] {
        let rows = try await write.query(
            """
            SELECT item.code, vote.choice, sum(vote.area)::bigint, count(*)
            FROM vote
            JOIN agenda_item AS item ON item.assembly = vote.assembly AND item.item = vote.item
            WHERE vote.assembly = \(stored.number)
            GROUP BY item.code, vote.choice
            """,
            as: (ItemID, Choice, Area, Int64).self)
        var tallies: [ItemID: Tally] = [:]
        for (item, choice, area, heads) in rows {
            try tallies[item, default: Tally()].add(Weight(area: area, heads: heads), to: choice)
        }
        return tallies
    }

    /// How much of the electorate has taken part in each item; how it chose stays sealed.
    func turnout(of stored: StoredAssembly, in transaction: borrowing Transaction) async throws -> [ItemID: Weight] {
        let rows = try await transaction.query(
            """
            SELECT item.code, sum(vote.area)::bigint, count(*)
            FROM vote
            JOIN agenda_item AS item ON item.assembly = vote.assembly AND item.item = vote.item
            WHERE vote.assembly = \(stored.number)
            GROUP BY item.code
            """,
            as: (ItemID, Area, Int64).self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0, Weight(area: $1, heads: $2)) })
    }
}

/// The primary key of a vote.
struct VoteKey: Sendable, Hashable {
    let assembly: Int64
    let item: Int16
    let head: HeadID
}

extension Choice: EnumColumn {}

/// The words that the casting statement refuses with.
private enum Refusal: String, EnumColumn {
    case unknownAssembly, notOpenYet, closed, unknownItem, unknownUnit, notYourUnit

    func error(for command: CastVote, closesAt: Timestamp, now: Timestamp) -> BallotsError {
        switch self {
        case .unknownAssembly: .unknownAssembly(command.assembly)
        case .notOpenYet: .notOpenYet(command.assembly)
        case .closed: .closed(command.assembly, closesAt: closesAt, now: now)
        case .unknownItem: .unknownItem(command.item)
        case .unknownUnit: .unknownUnit(command.unit)
        case .notYourUnit: .notYourUnit(command.unit)
        }
    }
}
