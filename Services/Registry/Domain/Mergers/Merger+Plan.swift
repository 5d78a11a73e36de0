import Model

extension Merger {
    /// Whether the request itself makes sense, whatever the communities are like.
    ///
    /// - Throws: `MergerRefusal.invalid` naming the field.
    func check() throws(MergerRefusal) {
        guard !parts.isEmpty, parts.count <= Self.mostParts else {
            throw .invalid(
                "from",
                Phrase(zh: "应为 1 至 \(Self.mostParts) 个小区", en: "must name from 1 to \(Self.mostParts) communities"))
        }
        var seen: Set<CommunityID> = []
        for (index, part) in parts.enumerated() {
            guard part.community != area else {
                throw .invalid(Self.field("community", ofPart: index), Phrase(zh: "不能并入自身", en: "is the area itself"))
            }
            guard seen.insert(part.community).inserted else {
                throw .invalid(Self.field("community", ofPart: index), Phrase(zh: "出现了两次", en: "is named twice"))
            }
            if let fault = OwnerRef.fault(in: part.ownerPrefix) {
                throw .invalid(Self.field("ownerPrefix", ofPart: index), fault)
            }
        }
    }

    /// What becomes of units, owners and lifts, or why it cannot be.
    ///
    /// - Parameters:
    ///   - home: the area as it is.
    ///   - compounds: its parts as they are, in the order of `parts`.
    ///   - people: who those owners are that two books call the same, as far as it is known.
    ///   - documents: by what the documents are told apart that they have shown.
    ///   - today: the district's day.
    /// - Returns: what is moved, and the area's roll with it.
    /// - Throws: `MergerRefusal`
    func plan(
        home: Compound, compounds: [Compound], people: [OwnerID: ListedOwner], documents: [OwnerID: [UInt8]],
        today: Day
    ) throws(MergerRefusal) -> Plan {
        try check()
        try mayMerge(home, compounds, today)
        try checkBuildings(home, compounds)
        let (same, owners) = try unite(home, compounds, people, documents)
        let added = zip(parts, compounds).flatMap { part, compound in
            compound.roll.units.map { unit in
                UnitRecord(
                    unit: part.code(unit.unit), floor: unit.floor, area: unit.area, areaSource: unit.areaSource,
                    use: unit.use, ownerKind: unit.ownerKind, owners: unit.owners.map { same[$0] ?? $0 }.sorted(),
                    voter: same[unit.voter] ?? unit.voter)
            }
        }
        let roll = Roll(home.roll.units + added)
        let lifts = try lifts(home, compounds)
        return Plan(
            parts: parts.indices.map { PartPlan(part: parts[$0], owners: owners[$0], lifts: lifts[$0]) },
            added: Roll(added).units, roll: roll, same: same)
    }

    /// Both sides must be there and not be part of something else, and the day must lie behind every change of the rolls
    /// that end on it: else the past would be told twice.
    private func mayMerge(_ home: Compound, _ compounds: [Compound], _ today: Day) throws(MergerRefusal) {
        if let into = home.facts.merger?.into { throw .mergedBefore(area, into: into) }
        guard on <= today else { throw .dayInFuture(today: today) }
        for compound in compounds {
            let code = compound.facts.code
            if let into = compound.facts.merger?.into { throw .mergedBefore(code, into: into) }
            guard compound.facts.jurisdiction == home.facts.jurisdiction else { throw .otherJurisdiction(code) }
            guard !compound.roll.units.isEmpty else { throw .noRoll(code) }
            if let last = compound.lastChange, on < last { throw .changedSince(code, last) }
        }
        guard compounds.count > 1 || !home.roll.units.isEmpty else {
            throw .invalid(
                "from", Phrase(zh: "区域尚无房屋，至少要有两个小区", en: "needs two communities, because the area has no units yet"))
        }
    }

    private func checkBuildings(_ home: Compound, _ compounds: [Compound]) throws(MergerRefusal) {
        var taken = Set(home.roll.units.map(\.unit.building)).union(home.lifts.map(\.code.building))
        var clashes: [Int: Set<BuildingCode>] = [:]
        for (index, (part, compound)) in zip(parts, compounds).enumerated() {
            let own = Set(compound.roll.units.map(\.unit.building)).union(compound.lifts.map(\.code.building))
            for building in part.buildings.keys.sorted() where !own.contains(building) {
                throw .invalid(
                    Self.field("buildings", ofPart: index),
                    Phrase(zh: "小区没有楼栋 \(building)", en: "names \(building), which the community does not have"))
            }
            let named = own.sorted().map { part.buildings[$0] ?? $0 }
            for building in named where !taken.insert(building).inserted {
                clashes[index, default: []].insert(building)
            }
        }
        guard clashes.isEmpty else { throw .buildingsClash(clashes.mapValues { $0.sorted() }) }
    }

    private func lifts(
        _ home: Compound, _ compounds: [Compound]
    ) throws(MergerRefusal) -> [[(before: LiftCode, after: Lift)]] {
        var codes = Set(home.lifts.map(\.registrationCode))
        var clashes: [Int: Set<String>] = [:]
        for (index, compound) in compounds.enumerated() {
            for lift in compound.lifts where !codes.insert(lift.registrationCode).inserted {
                clashes[index, default: []].insert(lift.registrationCode)
            }
        }
        guard clashes.isEmpty else { throw .liftsClash(clashes.mapValues { $0.sorted() }) }
        return zip(parts, compounds).map { part, compound in
            compound.lifts.map { (before: $0.code, after: $0.moved(to: part.code($0.code))) }
        }
    }
}

// MARK: - Owners

extension Merger {
    /// Those whom two of the books call the same, who may be one person.
    func namesakes(_ home: Compound, _ compounds: [Compound]) throws(MergerRefusal) -> [OwnerID: OwnerRef] {
        var known = home.owners
        var found: [OwnerID: OwnerRef] = [:]
        for (index, compound) in compounds.enumerated() {
            for (ref, id) in compound.current {
                let name = try parts[index].ref(ref, at: index)
                if let other = known[name] {
                    found[other] = name
                    found[id] = name
                } else {
                    known[name] = id
                }
            }
        }
        return found
    }

    /// Who of the owners is one person, and which owners move with their ids.
    ///
    /// One reference is one owner everywhere, but two books were kept apart until now: where name, kind or document
    /// says otherwise, or nobody knows any more, the reference is refused rather than two people made into one head (R-C-14).
    /// So is one that two owners of one roll have in two spellings: one of them would stay behind, or be taken for the other.
    private func unite(
        _ home: Compound, _ compounds: [Compound], _ people: [OwnerID: ListedOwner], _ documents: [OwnerID: [UInt8]]
    ) throws(MergerRefusal) -> (same: [OwnerID: OwnerID], moving: [[(id: OwnerID, ref: OwnerRef)]]) {
        var known = home.owners
        // Of those who are one person by now, the document that any of them has shown.
        var shown = documents
        var same: [OwnerID: OwnerID] = [:]
        var moving: [[(id: OwnerID, ref: OwnerRef)]] = []
        var clashes: [Int: Set<OwnerRef>] = [:]
        for (index, compound) in compounds.enumerated() {
            var movers: [(id: OwnerID, ref: OwnerRef)] = []
            for ref in compound.spelledTwice {
                clashes[index, default: []].insert(try parts[index].ref(ref, at: index))
            }
            for (ref, id) in compound.current.sorted(by: { $0.key < $1.key }) {
                let name = try parts[index].ref(ref, at: index)
                guard let kept = known[name] else {
                    known[name] = id
                    movers.append((id: id, ref: name))
                    continue
                }
                let (before, document) = (shown[kept], documents[id])
                if !home.spelledTwice.contains(name), let one = people[kept], let other = people[id],
                    one.name == other.name, one.kind == other.kind,
                    before == nil || document == nil || before == document
                {
                    same[id] = kept
                    shown[kept] = before ?? document
                } else {
                    clashes[index, default: []].insert(name)
                }
            }
            moving.append(movers)
        }
        guard clashes.isEmpty else { throw .ownersClash(clashes.mapValues { $0.sorted() }) }
        return (same, moving)
    }
}

extension Merger.Compound {
    /// Those who own something now; the ids of others stay with the books in which something is written of them.
    var current: [OwnerRef: OwnerID] {
        let owning = Set(roll.units.flatMap(\.owners))
        return owners.filter { owning.contains($0.value) }
    }
}

extension Lift {
    /// The same lift under another code.
    func moved(to code: LiftCode) -> Lift {
        Lift(
            code: code, registrationCode: registrationCode, rescueCode: rescueCode, firstFloor: firstFloor,
            lastFloor: lastFloor, skips: skips, installedOn: installedOn, nextInspectionOn: nextInspectionOn,
            maintainer: maintainer, maintainerPhone: maintainerPhone)
    }
}
