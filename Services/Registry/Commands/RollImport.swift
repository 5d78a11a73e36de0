import Model

/// What an import did, or with a dry run would do.
struct RollImport: Codable, Sendable {
    let dryRun: Bool
    let added: [UnitCode]
    let changed: [Changed]
    let removed: [UnitCode]
    /// Owners whose name, kind or telephone number is new, different or forgotten.
    let people: Int
    /// Owners whom the file calls otherwise under the same reference, in its order; nil where there are none.
    ///
    /// To accounts and open assemblies each is who they were: who has bought something needs a reference of their own.
    let renamed: [Renamed]?
    let roll: RollSummary

    struct Changed: Codable, Sendable {
        let unit: UnitCode
        let columns: [String]
        /// In a dry run: the columns' contents before and after.
        let values: [Value]?
    }

    struct Renamed: Codable, Sendable, Equatable {
        /// The first that names the owner; the header is line 1.
        let line: Int
        let ownerRef: OwnerRef
    }

    struct Value: Codable, Sendable, Equatable {
        let column: String
        let before: String
        let after: String
    }

    /// - Parameters:
    ///   - change: what is done.
    ///   - summary: the totals after it.
    ///   - isDryRun: whether it was not done.
    ///   - people: how many owners are described anew or forgotten.
    ///   - renamed: who has another name under the same reference.
    ///   - details: what the books call owners, for a dry run.
    init(
        _ change: RollChange, _ summary: RollSummary, isDryRun: Bool, people: Int, renamed: [Renamed],
        details: [OwnerID: OwnerRef]
    ) {
        dryRun = isDryRun
        added = change.added.map(\.unit)
        changed = change.changed.map { unit in
            Changed(
                unit: unit.after.unit, columns: unit.columns,
                values: isDryRun ? Self.values(of: unit, details) : nil)
        }
        removed = change.removed
        self.people = people
        self.renamed = renamed.isEmpty ? nil : renamed
        roll = summary
    }

    /// Written out, because a first import names hundreds of thousands of units.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(dryRun, forKey: .dryRun)
        for (key, units) in [(CodingKeys.added, added), (.removed, removed)] {
            var list = container.nestedUnkeyedContainer(forKey: key)
            for unit in units { try list.encode(unit.description) }
        }
        try container.encode(changed, forKey: .changed)
        try container.encode(people, forKey: .people)
        try container.encodeIfPresent(renamed, forKey: .renamed)
        try container.encode(roll, forKey: .roll)
    }

    private static func values(of change: RollChange.Changed, _ refs: [OwnerID: OwnerRef]) -> [Value] {
        change.columns.map { column in
            Value(
                column: column, before: text(column, of: change.before, refs),
                after: text(column, of: change.after, refs))
        }
    }

    private static func text(_ column: String, of unit: UnitRecord, _ refs: [OwnerID: OwnerRef]) -> String {
        func name(_ owner: OwnerID) -> String { refs[owner]?.description ?? owner.description }
        return switch column {
        case "floor": unit.floor
        case "area_m2": unit.area.description
        case "area_source": unit.areaSource?.rawValue ?? ""
        case "use": unit.use.rawValue
        case "owner_kind": unit.ownerKind.rawValue
        case "voter": name(unit.voter)
        default: unit.owners.map(name).sorted().joined(separator: "+")
        }
    }
}
