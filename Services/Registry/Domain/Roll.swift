import Model

/// Who owns what in a community, with opaque ids for people: what ballots and funds are told.
struct Roll: Sendable, Equatable {
    private(set) var units: [UnitCode: UnitRecord]

    init(_ units: some Sequence<UnitRecord>) {
        self.units = Dictionary(units.map { ($0.unit, $0) }) { _, last in last }
    }

    /// The roll that a file describes.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - ids: an id for each of its owners.
    init(_ file: RollFile, ids: [OwnerRef: OwnerID]) {
        self.init(
            file.units.compactMap { listed in
                let owners = listed.owners.compactMap { ids[$0] }
                // A unit in a file has an owner, and each owner an id.
                guard let voter = owners.first, owners.count == listed.owners.count else { return nil }
                return UnitRecord(
                    unit: listed.unit, floor: listed.floor, area: listed.area, use: listed.use,
                    ownerKind: listed.ownerKind, owners: owners.sorted(), voter: voter)
            })
    }

    /// The units in the order of their codes.
    var sorted: [UnitRecord] { units.values.sorted { $0.unit < $1.unit } }

    /// What becomes of this roll when it is replaced by another.
    func change(to other: Roll) -> RollChange {
        var change = RollChange()
        for unit in other.sorted {
            guard let known = units[unit.unit] else {
                change.added.append(unit)
                continue
            }
            if known != unit { change.changed.append(RollChange.Changed(before: known, after: unit)) }
        }
        change.removed = units.keys.filter { other.units[$0] == nil }.sorted()
        return change
    }
}

/// The difference between two rolls, each part in the order of the units' codes.
struct RollChange: Sendable, Equatable {
    var added: [UnitRecord] = []
    var changed: [Changed] = []
    var removed: [UnitCode] = []

    struct Changed: Sendable, Equatable {
        let before: UnitRecord
        let after: UnitRecord

        /// The columns of the file that differ.
        var columns: [String] {
            let differing = [
                ("floor", before.floor != after.floor), ("area_m2", before.area != after.area),
                ("use", before.use != after.use), ("owner_ref", before.owners != after.owners),
                ("owner_kind", before.ownerKind != after.ownerKind), ("voter", before.voter != after.voter),
            ]
            return differing.filter(\.1).map(\.0)
        }
    }

    var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    /// Units as they now are.
    var recorded: [UnitRecord] { (added + changed.map(\.after)).sorted { $0.unit < $1.unit } }
}
