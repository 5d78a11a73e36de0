import EventLog
import Model
import Postgres

/// Assemblies with the turnout and, after the close, the result of each item.
struct AssemblyStore: Sendable {
    func convene(_ event: AssemblyConvened, at time: Timestamp, in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            INSERT INTO assembly (community, assembly, title, closes_at, state, convened_at)
            VALUES (\(write.community), \(event.assembly), \(event.title), \(event.closesAt), 'convened', \(time))
            """,
            """
            INSERT INTO assembly_item (community, assembly, item, position, title, kind, is_petition, seats, candidates)
            SELECT \(write.community), \(event.assembly), item, position, title, kind, is_petition, seats,
                string_to_array(candidates, '+')
            FROM unnest(
                \(event.items.map(\.item)), \(event.items.map(\.title)), \(event.items.map(\.kind)),
                \(event.items.map { $0.form == .petition }), \(event.items.map { $0.election?.seats }),
                \(event.items.map { $0.election.map { Self.joined($0.candidates.map(\.candidate)) } })
            ) WITH ORDINALITY AS item (item, title, kind, is_petition, seats, candidates, position)
            """,
        ])
    }

    func open(_ event: AssemblyOpened, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE assembly
            SET state = 'open', electorate_area = \(event.electorate.area), electorate_heads = \(event.electorate.heads)
            WHERE community = \(write.community) AND assembly = \(event.assembly)
            """)
    }

    func extend(_ event: AssemblyExtended, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE assembly SET closes_at = \(event.closesAt)
            WHERE community = \(write.community) AND assembly = \(event.assembly)
            """)
    }

    func add(_ turnout: Turnout, in write: borrowing Write) async throws {
        let items = Array(turnout.items)
        try await write.execute(
            """
            UPDATE assembly_item AS item
            SET voted_area = item.voted_area + more.area, voted_heads = item.voted_heads + more.heads
            FROM unnest(
                \(items.map(\.key.assembly)), \(items.map(\.key.item)), \(items.map(\.value.area)),
                \(items.map(\.value.heads))
            ) AS more (assembly, item, area, heads)
            WHERE item.community = \(write.community) AND item.assembly = more.assembly AND item.item = more.item
            """)
    }

    func close(_ event: AssemblyClosed, in write: borrowing Write) async throws {
        let results = event.items.map(\.result)
        try await write.pipeline([
            """
            UPDATE assembly
            SET state = 'closed'
            WHERE community = \(write.community) AND assembly = \(event.assembly)
            """,
            """
            UPDATE assembly_item AS item
            SET outcome = result.outcome,
                favour_area = result.favour_area, favour_heads = result.favour_heads,
                against_area = result.against_area, against_heads = result.against_heads,
                abstained_area = result.abstained_area, abstained_heads = result.abstained_heads,
                elected = string_to_array(result.elected, '+'), alternates = string_to_array(result.alternates, '+')
            FROM unnest(
                \(event.items.map(\.item)), \(results.map(\.outcome)),
                \(results.map(\.inFavour.area)), \(results.map(\.inFavour.heads)),
                \(results.map(\.against.area)), \(results.map(\.against.heads)),
                \(results.map(\.abstained.area)), \(results.map(\.abstained.heads)),
                \(results.map { $0.election.map { Self.joined($0.elected) } }),
                \(results.map { $0.election.map { Self.joined($0.alternates) } })
            ) AS result (
                item, outcome, favour_area, favour_heads, against_area, against_heads, abstained_area, abstained_heads,
                elected, alternates
            )
            WHERE item.community = \(write.community) AND item.assembly = \(event.assembly)
                AND item.item = result.item
            """,
        ])
    }

    /// The whole assembly, or one of its items.
    func setAside(_ event: ResolutionSetAside, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE assembly_item SET set_aside_by = \(event.by), set_aside_on = \(event.on)
            WHERE community = \(write.community) AND assembly = \(event.assembly)
                AND (\(event.item)::text IS NULL OR item = \(event.item))
            """)
    }

    /// The whole assembly, or one of its items.
    ///
    /// What is told of an item stays what its first objection was about.
    func uphold(_ event: ObjectionUpheld, in write: borrowing Write) async throws {
        try await write.pipeline([
            """
            UPDATE assembly SET upheld_objections = upheld_objections + 1
            WHERE community = \(write.community) AND assembly = \(event.assembly)
            """,
            """
            UPDATE assembly_item SET upheld_category = \(event.category), upheld_on = \(event.on)
            WHERE community = \(write.community) AND assembly = \(event.assembly)
                AND (\(event.item)::text IS NULL OR item = \(event.item)) AND upheld_on IS NULL
            """,
        ])
    }

    /// Rows of arrays of different lengths do not go into one statement; no code has the sign.
    private static func joined(_ candidates: [CandidateCode]) -> String {
        candidates.map(\.description).joined(separator: "+")
    }

    /// The title that the assembly was convened with; its code where it was never announced.
    func title(of assembly: AssemblyID, in write: borrowing Write) async throws -> String {
        try await write.query(
            "SELECT title FROM assembly WHERE community = \(write.community) AND assembly = \(assembly)",
            as: String.self
        ).first ?? assembly.description
    }

    /// The title of the item that a campaign is named after, which is the campaign's own; nil where there is none or more
    /// than one of that name.
    ///
    /// The campaign opens in another service, before or after what else is decided over its money is known here.
    func title(of campaign: CampaignID, in write: borrowing Write) async throws -> String? {
        let items = try await write.query(
            "SELECT assembly, item, title FROM assembly_item WHERE community = \(write.community)",
            as: (AssemblyID, ItemID, String).self)
        let titles = items.compactMap { assembly, item, title in
            CampaignID(of: item, in: assembly) == campaign ? title : nil
        }
        return titles.count == 1 ? titles[0] : nil
    }

    /// What became of its items; none before the close.
    func outcomes(of assembly: AssemblyID, in write: borrowing Write) async throws -> [ItemResult.Outcome] {
        try await write.query(
            """
            SELECT outcome
            FROM assembly_item
            WHERE community = \(write.community) AND assembly = \(assembly) AND outcome IS NOT NULL
            """,
            as: ItemResult.Outcome.self)
    }

    func itemTitles(of assembly: AssemblyID, in write: borrowing Write) async throws -> [ItemID: String] {
        let rows = try await write.query(
            "SELECT item, title FROM assembly_item WHERE community = \(write.community) AND assembly = \(assembly)",
            as: (ItemID, String).self)
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
