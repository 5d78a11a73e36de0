import EventLog
import Model
import Postgres

/// Units that changed hands.
struct TransferStore {
    func save(
        _ units: [RollChange.Changed], at moment: RollMoment, noticeBy: Day?, toldOn: Day, in write: borrowing Write
    ) async throws {
        // An array of arrays has no PostgreSQL form where they differ in length, so owners travel as one text each.
        func text(_ owners: [OwnerID]) -> String { owners.map(\.description).joined(separator: ",") }
        try await write.execute(
            """
            INSERT INTO ownership_transfer (community, unit, position, day, seller, buyer, notice_by, told_on,
                recorded_at)
            SELECT \(write.community), unit, \(moment.position), \(moment.day), string_to_array(seller, ',')::uuid[],
                string_to_array(buyer, ',')::uuid[], \(noticeBy)::date, \(toldOn), \(write.now)
            FROM unnest(\(units.map(\.after.unit)), \(units.map { text($0.before.owners) }),
                \(units.map { text($0.after.owners) })) AS changed (unit, seller, buyer)
            """)
    }

    /// What changed hands, the last recorded first, from behind `cursor` on; of one unit, if it is named.
    func transfers<Reader: Reading & ~Copyable>(
        of community: CommunityID, unit: UnitCode?, before cursor: TransferCursor, limit: Int,
        in reader: borrowing Reader
    ) async throws -> [OwnershipTransfer] {
        try await reader.query(
            """
            SELECT unit, position, day, seller, buyer, notice_by, told_on, recorded_at
            FROM ownership_transfer
            WHERE community = \(community) AND (\(unit)::text IS NULL OR unit = \(unit)::text)
                AND (position, unit COLLATE "C") < (\(cursor.position), \(cursor.unit) COLLATE "C")
            ORDER BY position DESC, unit COLLATE "C" DESC
            LIMIT \(limit)
            """
        ).decode((UnitCode, Int64, Day, [OwnerID], [OwnerID], Day?, Day?, Timestamp).self).map(OwnershipTransfer.init)
    }
}

/// Where a page of transfers ends: `17.3-1-1502`.
struct TransferCursor: Sendable, CustomStringConvertible {
    let position: Int64
    let unit: String

    /// Before the first page.
    static let start = TransferCursor(position: .max, unit: "")

    init(position: Int64, unit: String) {
        self.position = position
        self.unit = unit
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let position = Int64(parts[0]), position > 0, let unit = UnitCode(String(parts[1]))
        else {
            return nil
        }
        self.init(position: position, unit: unit.description)
    }

    var description: String { "\(position).\(unit)" }
}

/// A unit that changed hands.
struct OwnershipTransfer: Encodable, Sendable {
    let unit: UnitCode
    let position: Int64
    let on: Day
    let sellers: [OwnerID]
    let buyers: [OwnerID]
    let noticeBy: Day?
    let toldOn: Day?
    let recordedAt: Timestamp
    /// Whether the registry was told after the last day for it; nil where one of the days is not known.
    let isLate: Bool?

    init(
        unit: UnitCode, position: Int64, on: Day, sellers: [OwnerID], buyers: [OwnerID], noticeBy: Day?,
        toldOn: Day?, recordedAt: Timestamp
    ) {
        self.unit = unit
        self.position = position
        self.on = on
        self.sellers = sellers
        self.buyers = buyers
        self.noticeBy = noticeBy
        self.toldOn = toldOn
        self.recordedAt = recordedAt
        isLate = if let noticeBy, let toldOn { noticeBy < toldOn } else { nil }
    }
}
