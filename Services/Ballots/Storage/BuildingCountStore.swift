import Model
import Postgres

/// The ballots on an item as the buildings of the frozen roll cast them.
struct BuildingCountStore: Sendable {
    /// In the order of the buildings' codes; nothing is left out, and silence is not among it.
    ///
    /// - Parameter isSealed: choices stay unread.
    func counts(
        of item: ItemID, in stored: StoredAssembly, isSealed: Bool, _ transaction: borrowing Transaction
    ) async throws -> [BuildingCount] {
        let ticks = isSealed ? [:] : try await choices(of: item, in: stored, transaction)
        return try await transaction.query(
            """
            WITH unit AS (
                SELECT split_part(unit, '-', 1) AS building, head,
                    ((convert_from(record, 'UTF8')::json ->> 'area')::numeric * 100)::bigint AS area
                FROM frozen_unit
                WHERE assembly = \(stored.number)
                    AND counts
            )
            SELECT unit.building, sum(unit.area)::bigint, count(DISTINCT unit.head),
                coalesce(sum(unit.area) FILTER (WHERE ballot.head IS NOT NULL), 0)::bigint, count(DISTINCT ballot.head)
            FROM unit
            LEFT JOIN (
                SELECT vote.head
                FROM vote
                JOIN agenda_item ON agenda_item.assembly = vote.assembly AND agenda_item.item = vote.item
                WHERE vote.assembly = \(stored.number)
                    AND agenda_item.code = \(item)
            ) AS ballot ON ballot.head = unit.head
            GROUP BY unit.building
            """,
            as: (BuildingCode, Area, Int64, Area, Int64).self
        ).map { building, area, heads, castArea, castHeads in
            BuildingCount(
                building: building, electorate: Weight(area: area, heads: heads),
                participation: Weight(area: castArea, heads: castHeads),
                choices: isSealed ? nil : ticks[building] ?? [:])
        }.sorted { $0.building < $1.building }
    }

    private func choices(
        of item: ItemID, in stored: StoredAssembly, _ transaction: borrowing Transaction
    ) async throws -> [BuildingCode: [Choice: Int64]] {
        let rows = try await transaction.query(
            """
            SELECT owner.building, ticked, count(*)
            FROM (
                SELECT DISTINCT split_part(unit, '-', 1) AS building, head
                FROM frozen_unit
                WHERE assembly = \(stored.number)
                    AND counts
            ) AS owner
            JOIN standing_vote AS vote ON vote.assembly = \(stored.number) AND vote.head = owner.head
            JOIN agenda_item AS item ON item.assembly = vote.assembly AND item.item = vote.item
            CROSS JOIN unnest(string_to_array(vote.choice, '+')) AS ticked
            WHERE item.code = \(item)
            GROUP BY owner.building, ticked
            """,
            as: (BuildingCode, Choice, Int64).self)
        var choices: [BuildingCode: [Choice: Int64]] = [:]
        for (building, choice, heads) in rows { choices[building, default: [:]][choice] = heads }
        return choices
    }
}
