import EventLog
import Model
import Postgres

/// An assembly with its key in this database.
struct StoredAssembly: Sendable {
    /// The short key of its rows.
    let number: Int64
    let assembly: Assembly
    let convenedAt: Timestamp
    /// The database's clock when the row was read.
    let readAt: Timestamp

    /// - Throws: `BallotsError.unknownAssembly` where there is no row.
    init(row: PostgresResult, items: PostgresResult, named id: AssemblyID) throws {
        guard let row = row.first else { throw BallotsError.unknownAssembly(id) }
        number = try row.decode("number")
        convenedAt = try row.decode("convened_at")
        readAt = try row.decode("read_at")
        assembly = Assembly(
            id: id, title: try row.decode("title"), closesAt: try row.decode("closes_at"),
            items: try Self.agenda(items),
            state: try Self.state(
                try row.decode("state"), basis: try Self.basis(row), closedAt: try row.decode("closed_at")))
    }

    private static func basis(_ row: PostgresRow) throws -> FrozenBasis? {
        guard let openedAt = try row.decode("opened_at", as: Timestamp?.self) else { return nil }
        return FrozenBasis(
            electorate: Weight(area: try row.decode("electorate_area"), heads: try row.decode("electorate_heads")),
            rollHash: try row.decode("roll_hash"), rollPosition: try row.decode("roll_position"),
            rulesHash: try row.decode("rules"), openedAt: openedAt)
    }

    private static func agenda(_ rows: PostgresResult) throws -> [AgendaItem] {
        try rows.decode((ItemID, String, MatterKind, [UInt8]?, [UInt8]?).self).map {
            item, title, kind, mandate, terms in
            // Items of before there were other forms have no terms.
            if let terms { return try CanonicalJSON.decode(AgendaItem.self, from: terms) }
            return AgendaItem(
                item: item, title: title, kind: kind,
                mandate: try mandate.map { try CanonicalJSON.decode(Mandate.self, from: $0) })
        }
    }

    private static func state(
        _ name: StateName, basis: FrozenBasis?, closedAt: Timestamp?
    ) throws -> Assembly.State {
        switch (name, basis, closedAt) {
        case (.convened, _, _): .convened
        case (.open, let basis?, _): .open(basis)
        case (.closed, let basis?, let time?): .closed(basis, at: time)
        case (.open, nil, _), (.closed, _, _):
            // The constraints assembly_is_frozen_check and assembly_closed_check allow no such row.
            throw ImpossibleAssembly()
        }
    }
}

/// The word in the column `state`.
enum StateName: String, EnumColumn { case convened, open, closed }

extension Assembly.State {
    var name: StateName {
        switch self {
        case .convened: .convened
        case .open: .open
        case .closed: .closed
        }
    }
}

/// A row that the table's constraints forbid.
struct ImpossibleAssembly: Error {}
