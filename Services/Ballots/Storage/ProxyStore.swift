import EventLog
import Model
import Postgres

/// Every statement that touches `proxy` and `proxy_entry`, and the votes that were cast by one.
struct ProxyStore: Sendable {
    // MARK: - Recording and revoking

    /// - Throws: `BallotsError.unknownUnit` for a unit that does not count.
    func grounds(
        of proposal: ProxyProposal, _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> (head: HeadID, ProxyGrounds) {
        let rows = try await write.query(
            """
            SELECT voter.head, voter.voter, voter.record, standing.holder, standing.authority,
                (
                    SELECT count(*)
                    FROM standing_proxy
                    WHERE assembly = voter.assembly
                        AND holder = \(proposal.proxy.holder)
                ),
                (
                    -- Hands are no ballots, so that nobody has voted on them for the head.
                    SELECT coalesce(
                        bool_and(
                            EXISTS (
                                SELECT FROM vote
                                WHERE vote.assembly = item.assembly
                                    AND vote.item = item.item
                                    AND vote.head = voter.head)),
                        false)
                    FROM agenda_item AS item
                    WHERE item.assembly = voter.assembly
                        AND cardinality(item.choices) > 0)
            FROM frozen_unit AS voter
            LEFT JOIN standing_proxy AS standing
                ON standing.assembly = voter.assembly AND standing.head = voter.head
            WHERE voter.assembly = \(stored.number)
                AND voter.unit = \(proposal.unit)
                AND voter.counts
            """,
            as: (HeadID, OwnerID, [UInt8], HolderID?, Digest256?, Int64, Bool).self)
        guard let (head, voter, record, holder, authority, held, hasVoted) = rows.first else {
            throw BallotsError.unknownUnit(proposal.unit)
        }
        return (
            head,
            ProxyGrounds(
                owners: try CanonicalJSON.decode(UnitRecord.self, from: record).owners, voter: voter,
                standing: WrittenProxy(holder, authority), held: held, hasVoted: hasVoted)
        )
    }

    /// Notes down that a scrutineer records the authority.
    ///
    /// - Returns: whether another had recorded the same before.
    func enter(
        _ proposal: ProxyProposal, head: HeadID, _ stored: StoredAssembly, by person: Person,
        in write: borrowing Write
    ) async throws -> Bool {
        let before = try await write.query(
            """
            SELECT is_same_person(person, entered_by, \(person.id), \(Array(person.ids)))
            FROM waiting_proxy
            WHERE assembly = \(stored.number)
                AND head = \(head)
                AND unit = \(proposal.unit)
                AND holder = \(proposal.proxy.holder)
                AND authority = \(proposal.proxy.authority)
                AND written_on = \(proposal.writtenOn)
            """,
            as: Bool.self)
        if !before.contains(true) {
            try await write.execute(
                """
                INSERT INTO proxy_entry (
                    assembly, unit, head, holder, authority, written_on, entered_by, person, entered_at
                )
                VALUES (
                    \(stored.number), \(proposal.unit), \(head), \(proposal.proxy.holder),
                    \(proposal.proxy.authority), \(proposal.writtenOn), \(person.subject), \(person.id),
                    \(stored.readAt)
                )
                """)
        }
        return before.contains(false)
    }

    func insert(
        _ proposal: ProxyProposal, head: HeadID, _ stored: StoredAssembly, by account: String,
        in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO proxy (assembly, unit, head, holder, authority, written_on, recorded_by, recorded_at)
            VALUES (
                \(stored.number), \(proposal.unit), \(head), \(proposal.proxy.holder), \(proposal.proxy.authority),
                \(proposal.writtenOn), \(account), \(stored.readAt)
            )
            """)
    }

    /// Who votes for a unit, and the authority by which somebody else may.
    struct Standing: Sendable {
        let voter: OwnerID
        /// Nil where there is none.
        let proxy: Proxy?

        struct Proxy: Sendable {
            let number: Int64
            /// Whether a vote or a paper rests on it.
            let isUsed: Bool
        }
    }

    /// - Returns: nil for a unit that does not count.
    func standing(
        for unit: UnitCode, _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> Standing? {
        try await write.query(
            """
            SELECT voter.voter, proxy.number,
                EXISTS (SELECT FROM vote_proxy WHERE vote_proxy.proxy = proxy.number)
                    OR EXISTS (SELECT FROM paper WHERE paper.proxy = proxy.number)
            FROM frozen_unit AS voter
            LEFT JOIN standing_proxy AS proxy
                ON proxy.assembly = voter.assembly AND proxy.head = voter.head
            WHERE voter.assembly = \(stored.number)
                AND voter.unit = \(unit)
                AND voter.counts
            """,
            as: (OwnerID, Int64?, Bool).self
        ).first.map { voter, number, isUsed in
            Standing(voter: voter, proxy: number.map { Standing.Proxy(number: $0, isUsed: isUsed) })
        }
    }

    func revoke(
        _ proxy: Standing.Proxy, _ stored: StoredAssembly, by account: String, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO proxy_revocation (proxy, revoked_by, revoked_at)
            VALUES (\(proxy.number), \(account), \(stored.readAt))
            """)
    }

    // MARK: - Voting for somebody

    /// Takes what can be taken of ballots that somebody cast who does not vote for the unit, and says what it took.
    ///
    /// It decides by the same rule as `VoteStore.casting`, which has not taken them.
    func cast(
        _ commands: [CastVote], in write: borrowing Write
    ) async throws -> [(receipt: Receipt, area: Area)] {
        guard !commands.isEmpty else { return [] }
        return try await write.query(casting(commands, in: write.community), as: (ReceiptID, Area, Timestamp).self)
            .map { (Receipt(receipt: $0, acceptedAt: $2), $1) }
    }

    private func casting(_ commands: [CastVote], in community: CommunityID) -> SQL {
        """
        WITH clock AS MATERIALIZED (
            SELECT clock_timestamp() AS now
        ), ballot AS MATERIALIZED (
            SELECT assembly.number AS assembly, item.item, voter.head, command.unit,
                offered(command.choice, item.*, assembly.allows_follow) AS choice, voter.head_area, command.receipt,
                command.place, proxy.number AS proxy, assembly.opened_at
            FROM unnest(
                \(commands.map(\.assembly)), \(commands.map(\.item)), \(commands.map(\.unit)),
                \(commands.map(\.voter)), \(commands.map(\.choice)), \(commands.map(\.receipt))
            ) WITH ORDINALITY AS command (assembly, item, unit, voter, choice, receipt, place)
            CROSS JOIN clock
            JOIN assembly
                ON assembly.community = \(community) AND assembly.code = command.assembly
                AND takes_electronic(assembly.*, clock.now)
            JOIN agenda_item AS item
                ON item.assembly = assembly.number AND item.code = command.item
                AND offered(command.choice, item.*, assembly.allows_follow) IS NOT NULL
            JOIN frozen_unit AS voter
                ON voter.assembly = assembly.number AND voter.unit = command.unit AND voter.counts
            JOIN standing_proxy AS proxy
                ON proxy.assembly = assembly.number AND proxy.head = voter.head AND proxy.holder = command.voter
        ), counted AS (
            INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
            SELECT assembly, item, head, unit, choice, head_area, 'electronic', receipt, greatest(clock.now, opened_at)
            FROM ballot
            CROSS JOIN clock
            ORDER BY place
            ON CONFLICT ON CONSTRAINT vote_pkey DO NOTHING
            RETURNING receipt, area, accepted_at
        ), represented AS (
            INSERT INTO vote_proxy (assembly, item, head, proxy)
            SELECT assembly, item, head, proxy
            FROM ballot
            JOIN counted USING (receipt)
        )
        SELECT receipt, area, accepted_at FROM counted
        """
    }
}
