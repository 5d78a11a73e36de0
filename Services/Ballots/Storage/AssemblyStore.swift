import EventLog
import Model
import Postgres

/// Assemblies, their agendas, what they froze, and their results.
struct AssemblyStore: Sendable {
    // MARK: - Changing

    func insert(_ convened: AssemblyConvened, in write: borrowing Write) async throws {
        let items = convened.items
        do {
            try await write.execute(
                """
                WITH convened AS (
                    INSERT INTO assembly (
                        community, code, title, closes_at, state, convened_at, form, convener, scope, papers_until,
                        notice_on, is_interim, revote_of, documents
                    )
                    VALUES (
                        \(write.community), \(convened.assembly), \(convened.title), \(convened.closesAt), 'convened',
                        \(write.now), \(convened.form), \(convened.convener),
                        \(try convened.electorate.map { try CanonicalJSON.encode($0) }),
                        \(convened.papersUntil ?? convened.closesAt), \(convened.noticeOn ?? write.now.day),
                        \(convened.isInterim ?? false), \(convened.revoteOf),
                        \(try convened.documents.map { try CanonicalJSON.encode($0) })
                    )
                    RETURNING number
                )
                INSERT INTO agenda_item (assembly, item, code, title, kind, mandate, terms, choices, candidates, seats)
                SELECT convened.number, item.item, item.code, item.title, item.kind, item.mandate, item.terms,
                    string_to_array(item.choices, '+'), string_to_array(item.candidates, '+'), item.seats
                FROM convened
                CROSS JOIN unnest(
                    \(items.map(\.item)), \(items.map(\.title)), \(items.map(\.kind)),
                    \(try items.map { try $0.mandate.map(CanonicalJSON.encode) }),
                    \(try items.map { try CanonicalJSON.encode($0) }),
                    \(items.map { $0.words.joined(separator: "+") }),
                    \(items.map { $0.election?.candidates.map(\.candidate.description).joined(separator: "+") }),
                    \(items.map { $0.election.map { Int16(clamping: $0.seats) } })
                ) WITH ORDINALITY AS item (code, title, kind, mandate, terms, choices, candidates, seats, item)
                """)
        } catch let error as PostgresError where error.constraint == "assembly_community_code_key" {
            throw BallotsError.alreadyConvened(convened.assembly)
        }
    }

    /// Those of `names` that items of the community's other assemblies give to their campaigns already, with what these
    /// items allow.
    func campaigns(
        named names: [CampaignID], notOf assembly: AssemblyID, in write: borrowing Write
    ) async throws -> [CampaignID: Mandate] {
        guard !names.isEmpty else { return [:] }
        let items = try await write.query(
            """
            SELECT assembly.code, item.code, item.mandate
            FROM assembly
            JOIN agenda_item AS item ON item.assembly = assembly.number
            WHERE assembly.community = \(write.community)
                AND assembly.code <> \(assembly)
                AND item.mandate IS NOT NULL
            """,
            as: (AssemblyID, ItemID, [UInt8]).self)
        var mandates: [CampaignID: Mandate] = [:]
        for (assembly, item, mandate) in items {
            guard let name = CampaignID(of: item, in: assembly), names.contains(name) else { continue }
            // Of two items under one name the campaign is that of the one which collects.
            if case .collect? = mandates[name] { continue }
            mandates[name] = try CanonicalJSON.decode(Mandate.self, from: mandate)
        }
        return mandates
    }

    /// Freezes the roll and the rules, and opens the voting.
    ///
    /// `pack` holds the rules that are frozen; `electronicBasis` is by what decision electronic votes of this service
    /// bind.
    func open(
        _ opened: AssemblyOpened, _ stored: StoredAssembly, copy: RollCopy, by pack: RulePack,
        electronicBasis: String?, in write: borrowing Write
    ) async throws {
        let (number, electorate) = (stored.number, stored.assembly.terms.electorate)
        try await write.pipeline([
            """
            INSERT INTO frozen_unit (assembly, unit, head, voter, head_area, counts, record)
            SELECT \(number), unit, head, voter, coalesce(sum(area) FILTER (WHERE counts) OVER (PARTITION BY head), 0), counts,
                record
            FROM (
                SELECT *,
                    (\(copy.parkingCounts) OR NOT is_parking)
                    AND (
                        \(electorate == nil)
                        OR split_part(unit, '-', 1) = ANY(\(electorate?.buildings ?? []))
                        OR split_part(unit, '-', 1) || '-' || split_part(unit, '-', 2) = ANY(\(electorate?.entrances ?? []))
                    ) AS counts
                FROM roll_unit
                WHERE community = \(write.community)
            ) AS unit
            """,
            """
            UPDATE assembly
            SET state = 'open', opened_at = \(write.now), electorate_area = \(opened.electorate.area),
                electorate_heads = \(opened.electorate.heads), roll_hash = \(opened.rollHash),
                roll_position = \(opened.rollPosition), rules = \(opened.rulesHash),
                allows_follow = \(pack.asksFollow), allows_change = \(pack.allowsVoteChange),
                electronic_basis = \(electronicBasis)
            WHERE number = \(number)
            """,
            // A plan for small rolls that casting has kept would read the whole of a large one for every batch of votes,
            // until the server looks at the table by itself, a minute later.
            "ANALYZE frozen_unit",
        ])
    }

    /// Lets nobody vote any more, if the time is over by the database's clock.
    func endVoting(of assembly: AssemblyID, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE assembly
            SET state = 'awaitingPapers'
            WHERE community = \(write.community)
                AND code = \(assembly)
                AND state = 'open'
                AND closes_at <= clock_timestamp()
            """)
    }

    /// Closes at the moment at which the assembly was read, or where the clock was set back since, at the last at which anything
    /// was recorded.
    ///
    /// `papers` are by item; items without a paper and without a register are not there. `day` is the district's day,
    /// on which the result is posted, and `end` the last day of the posting; nil where its year is not announced yet.
    func close(
        _ closing: Closing, _ stored: StoredAssembly, papers: [ItemID: PaperCount], on day: Day,
        postedUntil end: Day?, in write: borrowing Write
    ) async throws {
        let results = closing.closed.items.map(\.result)
        let counts = stored.assembly.items.map { item in
            item.words.isEmpty ? nil : papers[item.item] ?? PaperCount(issued: nil, returned: 0)
        }
        try await write.pipeline([
            """
            INSERT INTO item_result (
                assembly, item, for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads, outcome,
                result, papers_issued, papers_returned
            )
            SELECT \(stored.number), item, for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads,
                outcome, result, papers_issued, papers_returned
            FROM unnest(
                \(results.map(\.inFavour.area)), \(results.map(\.inFavour.heads)), \(results.map(\.against.area)),
                \(results.map(\.against.heads)), \(results.map(\.abstained.area)), \(results.map(\.abstained.heads)),
                \(results.map(\.outcome)), \(try results.map { try CanonicalJSON.encode($0) }),
                \(counts.map { $0?.issued }), \(counts.map { $0?.returned })
            ) WITH ORDINALITY AS result (
                for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads, outcome, result,
                papers_issued, papers_returned, item
            )
            """,
            """
            UPDATE assembly
            SET state = 'closed', counted_on = \(day), posted_until = \(end),
                closed_at = greatest(
                    \(stored.readAt), opened_at + interval '1 microsecond',
                    (SELECT max(accepted_at) FROM vote WHERE vote.assembly = number),
                    (SELECT max(accepted_at) FROM vote_change WHERE vote_change.assembly = number),
                    (SELECT max(recorded_at) FROM paper WHERE paper.assembly = number),
                    (SELECT max(imported_at) FROM official_import WHERE official_import.assembly = assembly.number),
                    (SELECT max(recorded_at) FROM show_of_hands WHERE show_of_hands.assembly = number))
            WHERE number = \(stored.number)
            """,
        ])
    }

    // MARK: - Reading

    /// The assembly as it is under the shard's lock, which keeps it so until the transaction ends.
    ///
    /// - Throws: `BallotsError.unknownAssembly`
    func load(_ assembly: AssemblyID, in write: borrowing Write) async throws -> StoredAssembly {
        let results = try await write.pipeline([
            Self.row(of: assembly, community: write.community), Self.items(of: assembly, community: write.community),
            Self.setAside(in: assembly, community: write.community),
        ])
        return try StoredAssembly(row: results[0], items: results[1], setAside: results[2], named: assembly)
    }

    /// The assembly for somebody who looks at it.
    func load(
        _ assembly: AssemblyID, of community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> StoredAssembly {
        let results = try await transaction.pipeline([
            Self.row(of: assembly, community: community), Self.items(of: assembly, community: community),
            Self.setAside(in: assembly, community: community),
        ])
        return try StoredAssembly(row: results[0], items: results[1], setAside: results[2], named: assembly)
    }

    private static func row(of assembly: AssemblyID, community: CommunityID) -> SQL {
        """
        SELECT number, title, closes_at, state, convened_at, opened_at, closed_at, electorate_area, electorate_heads,
            roll_hash, roll_position, rules, form, convener, scope, papers_until, notice_on, is_interim, revote_of,
            documents, counted_on, posted_until, effective_on, electronic_basis, allows_change,
            clock_timestamp() AS read_at
        FROM assembly
        WHERE community = \(community)
            AND code = \(assembly)
        """
    }

    private static func items(of assembly: AssemblyID, community: CommunityID) -> SQL {
        """
        SELECT item.code, item.title, item.kind, item.mandate, item.terms
        FROM assembly
        JOIN agenda_item AS item ON item.assembly = assembly.number
        WHERE assembly.community = \(community)
            AND assembly.code = \(assembly)
        ORDER BY item.item
        """
    }

    private static func setAside(in assembly: AssemblyID, community: CommunityID) -> SQL {
        """
        SELECT item.code, set_aside.authority, set_aside.document, set_aside.set_aside_on
        FROM assembly
        JOIN set_aside ON set_aside.assembly = assembly.number
        LEFT JOIN agenda_item AS item ON item.assembly = assembly.number AND item.item = set_aside.item
        WHERE assembly.community = \(community)
            AND assembly.code = \(assembly)
        ORDER BY set_aside.recorded_at, set_aside.item
        """
    }

    /// The scope of an assembly, which is the same from its convening on; nil also where there is no assembly.
    func electorate(
        of assembly: AssemblyID, community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> Electorate? {
        let scopes = try await transaction.query(
            "SELECT scope FROM assembly WHERE community = \(community) AND code = \(assembly)", as: [UInt8]?.self)
        guard let scope = scopes.first ?? nil else { return nil }
        return try CanonicalJSON.decode(Electorate.self, from: scope)
    }

    /// The results of a closed assembly.
    func results(
        of stored: StoredAssembly, _ basis: FrozenBasis, in transaction: borrowing Transaction
    ) async throws -> [ItemID: ItemResult] {
        let rows = try await transaction.query(
            """
            SELECT item.code, for_area, for_heads, against_area, against_heads, abstain_area, abstain_heads, outcome, result
            FROM item_result
            JOIN agenda_item AS item USING (assembly, item)
            WHERE assembly = \(stored.number)
            """,
            as: (ItemID, Area, Int64, Area, Int64, Area, Int64, ItemResult.Outcome, [UInt8]?).self)
        let results = try rows.map { row in
            try row.8.map { try CanonicalJSON.decode(ItemResult.self, from: $0) }
                ?? ItemResult(
                    electorate: basis.electorate, inFavour: Weight(area: row.1, heads: row.2),
                    against: Weight(area: row.3, heads: row.4), abstained: Weight(area: row.5, heads: row.6),
                    outcome: row.7)
        }
        return Dictionary(uniqueKeysWithValues: zip(rows.map(\.0), results))
    }

    /// How many papers were handed out and came back of a closed assembly, by item, as far as the count kept it.
    func paperCounts(
        of stored: StoredAssembly, in transaction: borrowing Transaction
    ) async throws -> [ItemID: PaperCount] {
        let rows = try await transaction.query(
            """
            SELECT item.code, papers_issued, papers_returned
            FROM item_result
            JOIN agenda_item AS item USING (assembly, item)
            WHERE assembly = \(stored.number)
                AND papers_returned IS NOT NULL
            """,
            as: (ItemID, Int64?, Int64).self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0, PaperCount(issued: $1, returned: $2)) })
    }

    /// The database's clock.
    func clock(in connection: PostgresConnection) async throws -> Timestamp {
        let times = try await connection.query("SELECT clock_timestamp()", as: Timestamp.self)
        guard let now = times.first else { throw ImpossibleAssembly() }
        return now
    }

    /// Open assemblies after `number` whose voting is over while papers may still come; at most 100, by number.
    func over(after number: Int64, in connection: PostgresConnection) async throws -> [DueAssembly] {
        try await connection.query(
            """
            SELECT number, community, code
            FROM assembly
            WHERE state = 'open'
                AND closes_at <= clock_timestamp()
                AND papers_until > clock_timestamp()
                AND number > \(number)
            ORDER BY number
            LIMIT 100
            """,
            as: (Int64, CommunityID, AssemblyID).self
        ).map(DueAssembly.init)
    }

    /// Assemblies after `number` for which no paper can come any more; at most 100, by number.
    func due(after number: Int64, in connection: PostgresConnection) async throws -> [DueAssembly] {
        try await connection.query(
            """
            SELECT number, community, code
            FROM assembly
            WHERE state IN ('open', 'awaitingPapers')
                AND papers_until <= clock_timestamp()
                AND number > \(number)
            ORDER BY number
            LIMIT 100
            """,
            as: (Int64, CommunityID, AssemblyID).self
        ).map(DueAssembly.init)
    }
}
