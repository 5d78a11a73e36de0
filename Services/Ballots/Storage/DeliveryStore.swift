import EventLog
import Model
import Postgres

/// Every statement that touches `delivery`.
struct DeliveryStore: Sendable {
    // MARK: - Recording

    /// Those of `units` that have no ballot in the assembly, by their places.
    func strangers(among units: [UnitCode], _ stored: StoredAssembly, in write: borrowing Write) async throws -> [Int] {
        try await write.query(
            """
            SELECT row.place - 1
            FROM unnest(\(units)) WITH ORDINALITY AS row (unit, place)
            WHERE NOT EXISTS (
                SELECT FROM frozen_unit
                WHERE assembly = \(stored.number)
                    AND unit = row.unit
                    AND counts)
            ORDER BY place
            """,
            as: Int.self)
    }

    /// Those of `deliveries`, by their places, that say that fewer papers of their unit were handed out than was said before,
    /// and fewer than have come back of one item; with how many have.
    func belowReturned(
        _ deliveries: [Delivery], _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> [(place: Int, returned: Int)] {
        try await write.query(
            """
            SELECT row.place - 1, back.papers
            FROM unnest(\(deliveries.map(\.unit)), \(deliveries.map(\.papers))) WITH ORDINALITY AS row (unit, papers, place)
            CROSS JOIN LATERAL (
                SELECT papers
                FROM delivery
                WHERE assembly = \(stored.number)
                    AND unit = row.unit
                ORDER BY number DESC
                LIMIT 1
            ) AS before
            CROSS JOIN LATERAL (
                SELECT max(returned.papers) AS papers
                FROM agenda_item AS item
                CROSS JOIN LATERAL (
                    SELECT count(*) AS papers
                    FROM paper
                    WHERE paper.assembly = item.assembly
                        AND paper.item = item.item
                        AND paper.unit = row.unit
                ) AS returned
                WHERE item.assembly = \(stored.number)
            ) AS back
            WHERE row.papers < before.papers
                AND row.papers < back.papers
            ORDER BY place
            """,
            as: (Int, Int).self
        ).map { (place: $0, returned: $1) }
    }

    /// Those of `deliveries`, by their places, by which the owner of the unit is shown to have been told in time what silence
    /// means, and was not by what was said before; or the reverse.
    func changingSilence(
        _ deliveries: [Delivery], _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> [Int] {
        let lastDay = stored.assembly.closesAt.lastDay
        return try await write.query(
            """
            SELECT row.place - 1
            FROM unnest(\(deliveries.map(\.unit)), \(deliveries.map { $0.isWarning(by: lastDay) }))
                WITH ORDINALITY AS row (unit, warning, place)
            WHERE row.warning <> EXISTS (
                SELECT FROM standing_delivery AS delivery
                WHERE delivery.assembly = \(stored.number)
                    AND delivery.unit = row.unit
                    AND is_warning(
                        delivery.warned, delivery.delivered_on, delivery.evidence, delivery.method, \(lastDay))
            )
            ORDER BY place
            """,
            as: Int.self)
    }

    /// Stores deliveries to units that count; what was said of these units before does not stand any more.
    ///
    /// - Returns: how many of the units had a row already.
    func record(
        _ deliveries: [Delivery], _ stored: StoredAssembly, by account: String, in write: borrowing Write
    ) async throws -> Int {
        let results = try await write.pipeline([
            """
            SELECT count(*)
            FROM standing_delivery
            WHERE assembly = \(stored.number)
                AND unit = ANY(\(deliveries.map(\.unit)))
            """,
            """
            INSERT INTO delivery (
                assembly, unit, papers, method, delivered_on, evidence, warned, letter, collector, recorded_by, recorded_at
            )
            SELECT \(stored.number), unit, papers, method, delivered_on, evidence, warned, letter, collector, \(account),
                \(stored.readAt)
            FROM unnest(
                \(deliveries.map(\.unit)), \(deliveries.map(\.papers)), \(deliveries.map(\.method)),
                \(deliveries.map(\.deliveredOn)), \(deliveries.map(\.evidence)), \(deliveries.map(\.isWarned)),
                \(deliveries.map(\.letter)), \(deliveries.map(\.collector))
            ) WITH ORDINALITY AS row (unit, papers, method, delivered_on, evidence, warned, letter, collector, place)
            ORDER BY place
            """,
        ])
        return try results[0][0].decode(Int.self)
    }

    // MARK: - What counting needs

    /// By item the heads that got a ballot with a warning in time, which can be shown, and of which nothing came back:
    /// neither a vote nor an invalid paper (R-S-05).
    ///
    /// What the rules make of them is the count's business.
    func silent(
        in stored: StoredAssembly, in write: borrowing Write
    ) async throws -> [(item: ItemID, weight: Weight)] {
        let lastDay = stored.assembly.closesAt.lastDay
        return try await write.query(
            """
            WITH told AS MATERIALIZED (
                SELECT DISTINCT voter.head, voter.head_area
                FROM standing_delivery AS delivery
                JOIN frozen_unit AS voter
                    ON voter.assembly = delivery.assembly AND voter.unit = delivery.unit AND voter.counts
                WHERE delivery.assembly = \(stored.number)
                    AND is_warning(
                        delivery.warned, delivery.delivered_on, delivery.evidence, delivery.method, \(lastDay))
            )
            SELECT item.code, sum(told.head_area)::bigint, count(*)
            FROM agenda_item AS item
            CROSS JOIN told
            WHERE item.assembly = \(stored.number)
                AND NOT EXISTS (
                    SELECT FROM vote
                    WHERE vote.assembly = item.assembly AND vote.item = item.item AND vote.head = told.head
                )
                AND NOT EXISTS (
                    SELECT FROM paper
                    WHERE paper.assembly = item.assembly AND paper.item = item.item AND paper.head = told.head
                        AND paper.invalid IS NOT NULL
                )
            GROUP BY item.code
            """,
            as: (ItemID, Area, Int64).self
        ).map { (item: $0, weight: Weight(area: $1, heads: $2)) }
    }

    /// How many papers were handed out, and whether every unit that counts is in the register of that (R-E-09); nil where there
    /// is none.
    func papersIssued(
        of assembly: Int64, in write: borrowing Write
    ) async throws -> (papers: Int64, isComplete: Bool)? {
        try await write.query(
            """
            SELECT sum(papers)::bigint,
                count(*) = (SELECT count(*) FROM frozen_unit WHERE assembly = \(assembly) AND counts)
            FROM standing_delivery
            WHERE assembly = \(assembly)
            HAVING count(*) > 0
            """,
            as: (Int64, Bool).self
        ).first.map { (papers: $0, isComplete: $1) }
    }
}

extension Delivery.Method: EnumColumn {}
extension Delivery.Standing: EnumColumn {}
