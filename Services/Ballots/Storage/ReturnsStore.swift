import EventLog
import Model
import Postgres

/// What came back of an assembly beside its ballots, as the count needs it.
struct ReturnsStore: Sendable {
    private let deliveries = DeliveryStore()
    private let rules = RulesStore()

    /// By item; items of which nothing but ballots came back are not there.
    func returns(of stored: StoredAssembly, in write: borrowing Write) async throws -> [ItemID: Returns] {
        var returns: [ItemID: Returns] = [:]
        for (item, papers) in try await papers(of: stored, in: write) {
            returns[item, default: Returns()].papers = papers
        }
        for (item, weight) in try await deliveries.silent(in: stored, in: write) {
            returns[item, default: Returns()].silent = weight
        }
        if let issued = try await deliveries.papersIssued(of: stored.number, in: write) {
            for item in stored.assembly.items {
                returns[item.item, default: Returns()].papersIssued = issued.papers
                returns[item.item, default: Returns()].isRegisterComplete = issued.isComplete
            }
        }
        for (item, weight) in try await invalid(of: stored, in: write) {
            returns[item, default: Returns()].invalid = weight
        }
        for (item, hands) in try await hands(of: stored, in: write) { returns[item, default: Returns()].hands = hands }
        return returns
    }

    /// Elections that would be void if they were counted now, in the order of the agenda; nil where there are none.
    func exceeded(in stored: StoredAssembly, in write: borrowing Write) async throws -> [ExceededPapers]? {
        guard stored.assembly.items.contains(where: { $0.election != nil }),
            let rules = stored.assembly.basis?.rulesHash,
            let issued = try await deliveries.papersIssued(of: stored.number, in: write)
        else { return nil }
        let pack = try await self.rules.pack(rules, in: write)
        var exceeded: [ExceededPapers] = []
        for (item, papers) in try await elections(of: stored, issued: issued.papers, in: write)
        where try pack.voids(papers, isRegisterComplete: issued.isComplete) {
            exceeded.append(ExceededPapers(item: item, issued: issued.papers, returned: papers.returned))
        }
        return exceeded.isEmpty ? nil : exceeded
    }

    /// The papers of each election, in the order of the agenda.
    private func elections(
        of stored: StoredAssembly, issued: Int64, in write: borrowing Write
    ) async throws -> [(ItemID, PaperCount)] {
        try await write.query(
            """
            SELECT item.code, (SELECT count(*) FROM paper WHERE paper.assembly = item.assembly AND paper.item = item.item)
            FROM agenda_item AS item
            WHERE item.assembly = \(stored.number)
                AND item.seats IS NOT NULL
            ORDER BY item.item
            """,
            as: (ItemID, Int64).self
        ).map { ($0, PaperCount(issued: issued, returned: $1)) }
    }

    private func papers(of stored: StoredAssembly, in write: borrowing Write) async throws -> [(ItemID, Int64)] {
        try await write.query(
            """
            SELECT item.code, count(*)
            FROM paper
            JOIN agenda_item AS item USING (assembly, item)
            WHERE assembly = \(stored.number)
            GROUP BY item.code
            """,
            as: (ItemID, Int64).self)
    }

    /// Heads of whom only invalid papers came back (R-E-10).
    private func invalid(of stored: StoredAssembly, in write: borrowing Write) async throws -> [(ItemID, Weight)] {
        try await write.query(
            """
            WITH returned AS (
                SELECT DISTINCT paper.item, paper.head, voter.head_area
                FROM paper
                JOIN frozen_unit AS voter USING (assembly, unit)
                WHERE paper.assembly = \(stored.number)
                    AND paper.invalid IS NOT NULL
                    AND NOT EXISTS (
                        SELECT FROM vote
                        WHERE vote.assembly = paper.assembly AND vote.item = paper.item AND vote.head = paper.head
                    )
            )
            SELECT item.code, sum(head_area)::bigint, count(*)
            FROM returned
            JOIN agenda_item AS item ON item.assembly = \(stored.number) AND item.item = returned.item
            GROUP BY item.code
            """,
            as: (ItemID, Area, Int64).self
        ).map { ($0, Weight(area: $1, heads: $2)) }
    }

    private func hands(of stored: StoredAssembly, in write: borrowing Write) async throws -> [(ItemID, Returns.Hands)] {
        try await write.query(
            """
            SELECT item.code, in_favour, against, abstained
            FROM show_of_hands
            JOIN agenda_item AS item USING (assembly, item)
            WHERE assembly = \(stored.number)
            """,
            as: (ItemID, Int64, Int64, Int64).self
        ).map { ($0, Returns.Hands(inFavour: $1, against: $2, abstained: $3)) }
    }
}
