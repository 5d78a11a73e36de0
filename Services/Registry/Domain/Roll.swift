import Model

/// Who owns what in a community, with opaque ids for people: what ballots and funds are told.
struct Roll: Sendable, Equatable {
    /// In the order of their codes, each once.
    let units: [UnitRecord]

    /// - Parameter units: in any order, each once.
    init(_ units: [UnitRecord]) { self.units = units.inOrder() }

    /// The roll that a file describes.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - ids: an id for each of its owners.
    ///   - chosen: the voters whom co-owners have chosen; one who is still an owner of the unit stays its voter.
    init(_ file: RollFile, ids: [OwnerRef: OwnerID], chosen: [UnitCode: OwnerID] = [:]) {
        let known = file.owners.map { ids[$0.ref] }
        self.init(file, chosen: chosen) { known[$0] }
    }

    /// The same with an id for each owner, by the place in the file's list.
    init(_ file: RollFile, ids: [OwnerID], chosen: [UnitCode: OwnerID]) {
        self.init(file, chosen: chosen) { ids[$0] }
    }

    private init(_ file: RollFile, chosen: [UnitCode: OwnerID], id: (Int) -> OwnerID?) {
        let order = file.order
        units = file.units.indices.compactMap { place in
            let listed = file.units[order?[place] ?? place]
            let owners = listed.owners.compactMap(id)
            // A unit in a file has an owner, and each owner an id.
            guard !owners.isEmpty, owners.count == listed.owners.count else { return nil }
            let chosen = chosen.isEmpty ? nil : chosen[listed.unit]
            let voter = chosen.flatMap { owners.firstIndex(of: $0) } ?? 0
            return UnitRecord(
                unit: listed.unit, floor: listed.floor, area: listed.area, areaSource: listed.areaSource,
                use: listed.use, ownerKind: file.owners[listed.owners[voter]].kind,
                owners: owners.count == 1 ? owners : owners.sorted(), voter: owners[voter])
        }
    }

    /// This roll with one unit as it is now.
    func replacing(_ unit: UnitRecord) -> Roll { Roll(units.map { $0.unit == unit.unit ? unit : $0 }) }

    /// What becomes of this roll when it is replaced by another.
    func change(to other: Roll) -> RollChange {
        var change = RollChange()
        var rest = units[...]
        for unit in other.units {
            // Nearly every unit is as it was.
            if let known = rest.first, known == unit {
                rest.removeFirst()
                continue
            }
            while let known = rest.first, known.unit != unit.unit, known.unit < unit.unit {
                change.left.append(known)
                rest.removeFirst()
            }
            if let known = rest.first, known.unit == unit.unit {
                // It may be as it was: one that left the roll may have stood before it.
                if known != unit { change.changed.append(RollChange.Changed(before: known, after: unit)) }
                rest.removeFirst()
            } else {
                change.added.append(unit)
            }
        }
        change.left += rest
        return change
    }
}

/// The difference between two rolls, each part in the order of the units' codes.
struct RollChange: Sendable, Equatable {
    var added: [UnitRecord] = []
    var changed: [Changed] = []
    /// Units that leave the roll, as they were.
    var left: [UnitRecord] = []
    /// The places in `added` by the codes' texts, for whoever stores many: an index takes rising keys several times as fast.
    var addedByText: [Int] = []

    struct Changed: Sendable, Equatable {
        let before: UnitRecord
        let after: UnitRecord

        /// The columns of the file that differ.
        var columns: [String] {
            let differing = [
                ("floor", before.floor != after.floor), ("area_m2", before.area != after.area),
                ("area_source", before.areaSource != after.areaSource), ("use", before.use != after.use),
                ("owner_ref", before.owners != after.owners), ("owner_kind", before.ownerKind != after.ownerKind),
                ("voter", before.voter != after.voter),
            ]
            return differing.filter(\.1).map(\.0)
        }
    }

    /// Sorts `addedByText`, by the first sixteen bytes of the codes: nearly in order is fast too.
    mutating func sortByText() {
        addedByText = TextPrefix.order(of: added.lazy.map { TextPrefix($0.unit) })
    }

    var isEmpty: Bool { added.isEmpty && changed.isEmpty && left.isEmpty }

    var removed: [UnitCode] { left.map(\.unit) }

    /// How many more dwellings there are than before, or fewer.
    var dwellings: Int64 {
        func count(_ units: some Sequence<UnitRecord>) -> Int64 {
            units.reduce(0) { $1.use == .dwelling ? $0 + 1 : $0 }
        }
        return count(added) - count(left) + count(changed.lazy.map(\.after)) - count(changed.lazy.map(\.before))
    }

    /// Units as they now are.
    var recorded: [UnitRecord] {
        if changed.isEmpty { return added }
        return (added + changed.map(\.after)).inOrder()
    }

    /// Owners of whom something is theirs no longer; they may own other units.
    var formerOwners: Set<OwnerID> {
        var former = Set(left.flatMap(\.owners))
        for unit in changed where unit.before.owners != unit.after.owners {
            former.formUnion(Set(unit.before.owners).subtracting(unit.after.owners))
        }
        return former
    }
}
