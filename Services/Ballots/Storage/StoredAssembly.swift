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
        let (number, title, closesAt, state, convenedAt, openedAt, closedAt, area, heads, roll, position, rules, readAt) =
            try row.decode(
                (
                    Int64, String, Timestamp, StateName, Timestamp, Timestamp?, Timestamp?, Area?, Int64?, Digest256?,
                    Int64?, Digest256?, Timestamp
                ).self)
        self.number = number
        self.convenedAt = convenedAt
        self.readAt = readAt

        var basis: FrozenBasis?
        if let area, let heads, let roll, let position, let rules, let openedAt {
            basis = FrozenBasis(
                electorate: Weight(area: area, heads: heads), rollHash: roll, rollPosition: position, rulesHash: rules,
                openedAt: openedAt)
        }
        assembly = Assembly(
            id: id, title: title, closesAt: closesAt, items: try Self.agenda(items),
            state: try Self.state(state, basis: basis, closedAt: closedAt))
    }

    private static func agenda(_ rows: PostgresResult) throws -> [AgendaItem] {
        try rows.decode((ItemID, String, MatterKind, [UInt8]?).self).map { item, title, kind, mandate in
            AgendaItem(
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
