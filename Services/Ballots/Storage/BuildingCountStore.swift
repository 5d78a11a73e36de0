import Model
import Postgres
import ServiceRuntime

/// The ballots on items as the buildings of the frozen roll cast them.
struct BuildingCountStore: Sendable {
    /// By the number of the assembly: what is frozen is read once.
    private let frozen = KeptAnswers<Int64, [(BuildingCode, Weight)]>(limit: 256)

    /// By the number of the item, in the order of the buildings' codes; nothing is left out, and silence is not among it.
    ///
    /// `item` is nil for all items; where `isSealed`, choices stay unread.
    func counts(
        of item: ItemID?, in stored: StoredAssembly, isSealed: Bool, _ transaction: borrowing Transaction
    ) async throws -> [Int16: [BuildingCount]] {
        let electorates = try await electorates(in: stored, transaction)
        let voters = isSealed ? try await voters(of: item, in: stored, transaction) : [:]
        let crowds = isSealed ? [:] : try await crowds(of: item, in: stored, transaction)
        var counts: [Int16: [BuildingCount]] = [:]
        for (index, meant) in stored.assembly.items.enumerated() where item == nil || meant.item == item {
            let number = Int16(index + 1)
            counts[number] = electorates.map { building, electorate in
                let place = Place(item: number, building: building)
                return BuildingCount(
                    building: building, electorate: electorate,
                    participation: (isSealed ? voters[place] : crowds[place]?.heads) ?? 0,
                    choices: isSealed ? nil : crowds[place]?.ticks ?? [:])
            }
        }
        return counts
    }

    private struct Place: Hashable {
        let item: Int16
        let building: BuildingCode
    }

    private func electorates(
        in stored: StoredAssembly, _ transaction: borrowing Transaction
    ) async throws -> [(BuildingCode, Weight)] {
        if let known = frozen.answer(to: stored.number) { return known }
        let read = try await transaction.query(
            """
            SELECT split_part(unit.unit, '-', 1),
                sum((convert_from(unit.record, 'UTF8')::json ->> 'area')::numeric * 100)::bigint,
                count(*) FILTER (WHERE unit.unit = home.unit)
            FROM frozen_unit AS unit
            JOIN frozen_home AS home
                ON home.assembly = unit.assembly AND home.head = unit.head
            WHERE unit.assembly = \(stored.number)
                AND unit.counts
            GROUP BY 1
            """,
            as: (BuildingCode, Area, Int64).self
        ).map { ($0, Weight(area: $1, heads: $2)) }.sorted { $0.0 < $1.0 }
        frozen.keep(read, for: stored.number, nil)
        return read
    }

    private func voters(
        of item: ItemID?, in stored: StoredAssembly, _ transaction: borrowing Transaction
    ) async throws -> [Place: Int64] {
        let rows = try await transaction.query(
            """
            SELECT item.item, home.building, count(*)
            FROM frozen_home AS home
            JOIN vote
                ON vote.assembly = home.assembly AND vote.head = home.head
            JOIN agenda_item AS item
                ON item.assembly = vote.assembly AND item.item = vote.item
            WHERE home.assembly = \(stored.number)
                AND item.code = coalesce(\(item), item.code)
            GROUP BY item.item, home.building
            """,
            as: (Int16, BuildingCode, Int64).self)
        return rows.reduce(into: [:]) { $0[Place(item: $1.0, building: $1.1)] = $1.2 }
    }

    private func crowds(
        of item: ItemID?, in stored: StoredAssembly, _ transaction: borrowing Transaction
    ) async throws -> [Place: Crowd] {
        let rows = try await transaction.query(
            """
            SELECT item.item, home.building, vote.choice, count(*)
            FROM frozen_home AS home
            JOIN standing_vote AS vote
                ON vote.assembly = home.assembly AND vote.head = home.head
            JOIN agenda_item AS item
                ON item.assembly = vote.assembly AND item.item = vote.item
            WHERE home.assembly = \(stored.number)
                AND item.code = coalesce(\(item), item.code)
            GROUP BY item.item, home.building, vote.choice
            """,
            as: (Int16, BuildingCode, Choice, Int64).self)
        return rows.reduce(into: [:]) { $0[Place(item: $1.0, building: $1.1), default: Crowd()].add($1.3, of: $1.2) }
    }
}
