import EventLog
import Model
import Postgres

/// Every statement that touches `vote`, electronic ballots first.
struct VoteStore: Sendable {
    private let proxies = ProxyStore()
    private let changes = VoteChangeStore()

    /// What became of one electronic ballot.
    enum Outcome: Sendable {
        case accepted(Receipt, area: Area)
        /// It changed the head's vote, whose weight is counted already.
        case changed(Receipt)
        case refused(BallotsError)
    }

    /// The statement that takes what can be taken of `commands`, and says what it took.
    ///
    /// It finds head, area and voter on the frozen roll and decides by the rule of `Assembly.admitBallots`: it runs later
    /// than the one that took the shard's lock, so that it sees the close that came before it, and reads the clock once
    /// (docs/decisions/0037). Why a ballot was not taken is asked afterwards, because nearly all are.
    ///
    /// Texts and UUIDs are bound in the place of codes and ids: an array over `Code<Kind>` is written by code that has to
    /// look up what it holds, and so does a key path into one.
    func casting(_ commands: [CastVote], in community: CommunityID) -> SQL {
        """
        WITH clock AS MATERIALIZED (
            SELECT clock_timestamp() AS now
        )
        INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
        SELECT assembly.number, item.item, voter.head, command.unit,
            item.choice, voter.head_area, 'electronic', command.receipt,
            -- The clock may have been set back since the opening.
            greatest(clock.now, assembly.opened_at)
        FROM unnest(
            \(commands.map { $0.assembly.description }), \(commands.map { $0.item.description }),
            \(commands.map { $0.unit.description }), \(commands.map { $0.voter.uuid }),
            \(commands.map { $0.choice.description }), \(commands.map { $0.receipt.uuid })
        ) WITH ORDINALITY AS command (assembly, item, unit, voter, choice, receipt, place)
        CROSS JOIN clock
        JOIN assembly
            ON assembly.community = \(community) AND assembly.code = command.assembly
            AND takes_electronic(assembly.*, clock.now)
        CROSS JOIN LATERAL (
            SELECT item, offered(command.choice, agenda_item.*, assembly.allows_follow) AS choice
            FROM agenda_item
            WHERE agenda_item.assembly = assembly.number AND code = command.item
            -- Without it all items are read for each ballot, and all but one left out.
            OFFSET 0
        ) AS item
        JOIN frozen_unit AS voter
            ON voter.assembly = assembly.number AND voter.unit = command.unit AND voter.counts
            AND voter.voter = command.voter
        WHERE item.choice IS NOT NULL
        ORDER BY command.place
        ON CONFLICT ON CONSTRAINT vote_pkey DO NOTHING
        RETURNING receipt, area, accepted_at
        """
    }

    /// Carries out all `commands` by that statement, which may have been sent already, and finds out why where it did not
    /// take a ballot.
    func cast(
        _ commands: [CastVote], _ casting: PostgresResult?, in write: borrowing Write
    ) async throws -> [Outcome] {
        let result: PostgresResult
        if let casting {
            result = casting
        } else {
            result = try await write.query(self.casting(commands, in: write.community))
        }
        var accepted: [ReceiptID: Outcome] = [:]
        accepted.reserveCapacity(commands.count)
        for (receipt, area, time) in try result.decode((ReceiptID, Area, Timestamp).self) {
            accepted[receipt] = .accepted(Receipt(receipt: receipt, acceptedAt: time), area: area)
        }
        if accepted.count < commands.count {
            // Nearly all owners vote for themselves, by the id that they have: all else costs only what was not taken.
            let others = commands.filter { accepted[$0.receipt] == nil }
            accepted.merge(try await castOthers(others, in: write)) { $1 }
        }
        return commands.compactMap { accepted[$0.receipt] }
    }

    /// Casts what the first statement did not take: by another id of the voter, as a proxy, as a change; or refuses it.
    private func castOthers(
        _ others: [CastVote], in write: borrowing Write
    ) async throws -> [ReceiptID: Outcome] {
        let commands = try await named(others, in: write)
        let renamed = zip(others, commands).filter { $0.voter != $1.voter }.map(\.1)
        var outcomes: [ReceiptID: Outcome] = [:]
        if !renamed.isEmpty {
            let taken = try await write.query(
                casting(renamed, in: write.community), as: (ReceiptID, Area, Timestamp).self)
            for (receipt, area, time) in taken {
                outcomes[receipt] = .accepted(Receipt(receipt: receipt, acceptedAt: time), area: area)
            }
        }
        let held = commands.filter { outcomes[$0.receipt] == nil && $0.mayHoldProxies }
        for (receipt, area) in try await proxies.cast(held, in: write) {
            outcomes[receipt.receipt] = .accepted(receipt, area: area)
        }
        let rest = commands.filter { outcomes[$0.receipt] == nil }
        if !rest.isEmpty { outcomes.merge(try await self.outcomes(of: rest, in: write)) { $1 } }
        return outcomes
    }

    /// The same commands, each by the id under which the frozen roll knows its voter, or else the one who holds the proxy:
    /// two owners may have become one since the opening (`docs/decisions/0059`).
    private func named(_ commands: [CastVote], in write: borrowing Write) async throws -> [CastVote] {
        let asked = commands.enumerated().flatMap { place, command in
            command.otherIDs.isEmpty
                ? [] : ([command.voter] + command.otherIDs).map { (place: place, command: command, id: $0) }
        }
        guard !asked.isEmpty else { return commands }
        let found = try await write.query(
            """
            SELECT DISTINCT ON (row.place) row.place, row.id
            FROM unnest(
                \(asked.map(\.place)), \(asked.map(\.command.assembly)), \(asked.map(\.command.unit)),
                \(asked.map(\.id)), \(asked.map(\.command.mayHoldProxies))
            ) WITH ORDINALITY AS row (place, assembly, unit, id, may_hold, preference)
            JOIN assembly
                ON assembly.community = \(write.community) AND assembly.code = row.assembly
            JOIN frozen_unit AS voter
                ON voter.assembly = assembly.number AND voter.unit = row.unit AND voter.counts
            WHERE voter.voter = row.id
                OR row.may_hold AND EXISTS (
                    SELECT FROM standing_proxy AS proxy
                    WHERE proxy.assembly = assembly.number
                        AND proxy.head = voter.head
                        AND proxy.holder = row.id
                )
            ORDER BY row.place, voter.voter = row.id DESC, row.preference
            """,
            as: (Int, OwnerID).self)
        var named = commands
        for (place, id) in found { named[place].voter = id }
        return named
    }

    /// What becomes of ballots that are no first votes: they change one, or they are refused.
    private func outcomes(
        of commands: [CastVote], in write: borrowing Write
    ) async throws -> [ReceiptID: Outcome] {
        var outcomes: [ReceiptID: Outcome] = [:]
        var changing: [Int64: [CastVote]] = [:]
        for (command, judgement) in zip(commands, try await judge(commands, in: write)) {
            switch judgement {
            case .refused(let error): outcomes[command.receipt] = .refused(error)
            case .mayChange(let turn): changing[turn, default: []].append(command)
            }
        }
        for (_, commands) in changing.sorted(by: { $0.key < $1.key }) {
            for (command, outcome) in zip(commands, try await changes.change(commands, in: write)) {
                outcomes[command.receipt] = Outcome(outcome, of: command)
            }
        }
        return outcomes
    }

    private enum Judgement {
        case refused(BallotsError)
        /// Whoever changes a vote several times in one batch changes it in the order of `turn`.
        case mayChange(turn: Int64)
    }

    /// Why each of `commands` was not taken, in their order, or that it may change a vote.
    private func judge(_ commands: [CastVote], in write: borrowing Write) async throws -> [Judgement] {
        try await write.query(
            """
            WITH judged AS (
                SELECT
                    CASE
                        WHEN assembly.number IS NULL THEN 'unknownAssembly'
                        WHEN assembly.state = 'convened' THEN 'notOpenYet'
                        WHEN assembly.state = 'closed' OR clock.now >= assembly.closes_at THEN 'closed'
                        WHEN assembly.form IN ('meeting', 'written') THEN 'onPaperOnly'
                        WHEN item.item IS NULL THEN 'unknownItem'
                        WHEN voter.head IS NULL THEN 'unknownUnit'
                        WHEN voter.voter <> command.voter AND NOT (
                            command.may_hold AND EXISTS (
                                SELECT FROM standing_proxy AS proxy
                                WHERE proxy.assembly = assembly.number
                                    AND proxy.head = voter.head
                                    AND proxy.holder = command.voter
                            )
                        ) THEN CASE
                            WHEN NOT record_owners(voter.record) @> ARRAY[command.voter] AND EXISTS (
                                SELECT FROM roll_unit
                                WHERE roll_unit.community = assembly.community
                                    AND roll_unit.unit = command.unit
                                    AND record_owners(roll_unit.record) @> ARRAY[command.voter]
                            ) THEN 'boughtLater'
                            ELSE 'notYourUnit'
                        END
                        WHEN offered(command.choice, item.*, assembly.allows_follow) IS NULL THEN 'notOffered'
                        -- Too late a moment ago, by a clock that was set back since.
                        WHEN vote.receipt IS NULL THEN 'closed'
                        WHEN NOT assembly.allows_change OR vote.cast_by <> command.voter THEN 'alreadyVoted'
                        WHEN vote.channel <> 'electronic' THEN 'votedElsewhere'
                        WHEN vote.cast_by IS NULL THEN 'votedByProxy'
                        ELSE 'mayChange'
                    END AS judgement,
                    assembly.number AS assembly, item.item, voter.head, place, vote.changes,
                    assembly.opened_at, assembly.closes_at, clock.now, vote.receipt, vote.accepted_at
                FROM unnest(
                    \(commands.map(\.assembly)), \(commands.map(\.item)), \(commands.map(\.unit)),
                    \(commands.map(\.voter)), \(commands.map(\.choice)), \(commands.map(\.mayHoldProxies))
                ) WITH ORDINALITY AS command (assembly, item, unit, voter, choice, may_hold, place)
                CROSS JOIN (SELECT clock_timestamp() AS now OFFSET 0) AS clock
                LEFT JOIN assembly
                    ON assembly.community = \(write.community) AND assembly.code = command.assembly
                LEFT JOIN agenda_item AS item
                    ON item.assembly = assembly.number AND item.code = command.item
                LEFT JOIN frozen_unit AS voter
                    ON voter.assembly = assembly.number AND voter.unit = command.unit AND voter.counts
                LEFT JOIN standing_vote AS vote
                    ON vote.assembly = assembly.number AND vote.item = item.item AND vote.head = voter.head
            )
            SELECT
                CASE
                    WHEN judgement = 'mayChange' AND changes + turn > \(Int64(VoteChangeStore.limit))
                        THEN 'changedTooOften'
                    ELSE judgement
                END,
                opened_at, closes_at, now, receipt, accepted_at, turn
            FROM (
                -- A ballot that may not change the vote, a stranger's for one, takes no turn.
                SELECT *, count(*) FILTER (WHERE judgement = 'mayChange')
                    OVER (PARTITION BY assembly, item, head ORDER BY place) AS turn
                FROM judged
            ) AS counted
            ORDER BY place
            """,
            as: (Refusal, Timestamp?, Timestamp?, Timestamp, ReceiptID?, Timestamp?, Int64).self
        ).enumerated().map { place, row in
            let (refusal, openedAt, closesAt, now, receipt, time, turn) = row
            let vote = receipt.flatMap { receipt in time.map { Receipt(receipt: receipt, acceptedAt: $0) } }
            let error = refusal.error(
                for: commands[place], openedAt: openedAt ?? now, closesAt: closesAt ?? now, now: now, vote: vote)
            return error.map { .refused($0) } ?? .mayChange(turn: turn)
        }
    }

    /// The receipts of the first votes under `keys`, in their order: what comes later is told by the first (R-M-27).
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
        ).map { Receipt(receipt: $0, acceptedAt: $1) }
    }

    /// The votes of an assembly as they stand, added up by item and choice.
    func tallies(of stored: StoredAssembly, in write: borrowing Write) async throws -> [ItemID: Tally] {
        let rows = try await write.query(
            """
            SELECT item.code, vote.choice, sum(vote.area)::bigint, count(*)
            FROM standing_vote AS vote
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

    /// How much of the electorate has taken part in each item, which no change of a vote changes; how it chose stays sealed.
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

extension Choice: TextColumn {}

extension VoteStore.Outcome {
    fileprivate init(_ outcome: VoteChangeStore.Outcome, of command: CastVote) {
        if let after = outcome.after {
            self = .changed(after)
        } else if outcome.isInTime {
            self = .refused(.sameChoice(outcome.before))
        } else {
            self = .refused(.closed(command.assembly, closesAt: outcome.closesAt, now: outcome.now))
        }
    }
}

/// The words of the judging statement.
private enum Refusal: String, EnumColumn {
    case unknownAssembly, notOpenYet, closed, onPaperOnly, unknownItem, unknownUnit, notYourUnit, boughtLater,
        notOffered
    case alreadyVoted, votedElsewhere, votedByProxy, changedTooOften, mayChange

    /// What is said about a ballot in whose way `vote` stands; nil for one that may change it.
    func error(
        for command: CastVote, openedAt: Timestamp, closesAt: Timestamp, now: Timestamp, vote: Receipt?
    ) -> BallotsError? {
        let late = BallotsError.closed(command.assembly, closesAt: closesAt, now: now)
        return switch self {
        case .unknownAssembly: .unknownAssembly(command.assembly)
        case .notOpenYet: .notOpenYet(command.assembly)
        case .closed: late
        case .unknownItem: .unknownItem(command.item)
        case .unknownUnit: .unknownUnit(command.unit)
        case .notYourUnit: .notYourUnit(command.unit)
        case .boughtLater: .boughtLater(command.unit, openedAt: openedAt)
        case .onPaperOnly: .onPaperOnly
        case .notOffered: .notOffered(command.choice, on: command.item)
        case .alreadyVoted: vote.map { .alreadyVoted(first: $0) } ?? late
        case .votedElsewhere: vote.map { .votedElsewhere($0) } ?? late
        case .votedByProxy: vote.map { .votedByProxy($0) } ?? late
        case .changedTooOften: vote.map { .changedTooOften($0, limit: VoteChangeStore.limit) } ?? late
        case .mayChange: nil
        }
    }
}
