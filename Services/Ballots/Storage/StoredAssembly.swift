import EventLog
import Model
import Postgres

/// An assembly with its key in this database.
struct StoredAssembly: Sendable {
    /// The short key of its rows.
    let number: Int64
    private(set) var assembly: Assembly
    let convenedAt: Timestamp
    /// The database's clock when the row was read.
    let readAt: Timestamp
    /// When what comes now is recorded: not before the opening, to which the clock may have been set back since.
    var recordedAt: Timestamp { max(readAt, assembly.basis?.openedAt ?? readAt) }

    /// Whether owners may change their votes until the voting ends, by the frozen rules; false before the opening.
    let allowsChange: Bool

    init(number: Int64, assembly: Assembly, convenedAt: Timestamp, readAt: Timestamp, allowsChange: Bool = false) {
        self.number = number
        self.assembly = assembly
        self.convenedAt = convenedAt
        self.readAt = readAt
        self.allowsChange = allowsChange
    }

    /// - Throws: `BallotsError.unknownAssembly` where there is no row.
    init(row: PostgresResult, items: PostgresResult, setAside: PostgresResult, named id: AssemblyID) throws {
        guard let row = row.first else { throw BallotsError.unknownAssembly(id) }
        number = try row.decode("number")
        convenedAt = try row.decode("convened_at")
        readAt = try row.decode("read_at")
        allowsChange = try row.decode("allows_change")
        assembly = Assembly(
            id: id, title: try row.decode("title"), closesAt: try row.decode("closes_at"),
            items: try Self.agenda(items),
            state: try Self.state(
                try row.decode("state"), basis: try Self.basis(row), closedAt: try row.decode("closed_at")),
            terms: try Self.terms(row), aftermath: try Self.aftermath(row, setAside))
    }

    /// The same with the last day on which its result is posted.
    func posted(until day: Day) -> StoredAssembly {
        var copy = self
        copy.assembly.aftermath?.lastDayOfPublicity = day
        return copy
    }

    private static func terms(_ row: PostgresRow) throws -> Terms {
        let closesAt = try row.decode("closes_at", as: Timestamp.self)
        let papersUntil = try row.decode("papers_until", as: Timestamp.self)
        return Terms(
            form: try row.decode("form"), convener: try row.decode("convener"),
            electorate: try row.decode("scope", as: [UInt8]?.self).map {
                try CanonicalJSON.decode(Electorate.self, from: $0)
            },
            papersUntil: papersUntil == closesAt ? nil : papersUntil, noticeOn: try row.decode("notice_on"),
            isInterim: try row.decode("is_interim"), revoteOf: try row.decode("revote_of"),
            documents: try row.decode("documents", as: [UInt8]?.self).map {
                try CanonicalJSON.decode([AttachedDocument].self, from: $0)
            } ?? [])
    }

    private static func aftermath(_ row: PostgresRow, _ setAside: PostgresResult) throws -> Aftermath? {
        guard let countedOn = try row.decode("counted_on", as: Day?.self) else { return nil }
        return Aftermath(
            countedOn: countedOn, lastDayOfPublicity: try row.decode("posted_until"),
            effectiveOn: try row.decode("effective_on"),
            setAside: try setAside.decode((ItemID?, ResolutionSetAside.Authority, Digest256, Day).self)
                .map { Aftermath.SetAside(item: $0, by: $1, document: $2, on: $3) })
    }

    private static func basis(_ row: PostgresRow) throws -> FrozenBasis? {
        guard let openedAt = try row.decode("opened_at", as: Timestamp?.self) else { return nil }
        return FrozenBasis(
            electorate: Weight(area: try row.decode("electorate_area"), heads: try row.decode("electorate_heads")),
            rollHash: try row.decode("roll_hash"), rollPosition: try row.decode("roll_position"),
            rulesHash: try row.decode("rules"), openedAt: openedAt,
            electronicBasis: try row.decode("electronic_basis"))
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
        case (.awaitingPapers, let basis?, _): .awaitingPapers(basis)
        case (.closed, let basis?, let time?): .closed(basis, at: time)
        case (.open, nil, _), (.awaitingPapers, nil, _), (.closed, _, _):
            // The constraints assembly_is_frozen_check and assembly_closed_check allow no such row.
            throw ImpossibleAssembly()
        }
    }
}

/// The word in the column `state`.
enum StateName: String, EnumColumn, CaseIterable { case convened, open, awaitingPapers, closed }

extension Assembly.State {
    var name: StateName {
        switch self {
        case .convened: .convened
        case .open: .open
        case .awaitingPapers: .awaitingPapers
        case .closed: .closed
        }
    }
}

/// A row that the table's constraints forbid.
struct ImpossibleAssembly: Error {}
