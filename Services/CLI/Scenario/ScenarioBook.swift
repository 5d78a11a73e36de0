import Foundation
import Model

/// What a scenario's files say of one of its communities.
struct ScenarioBook: Sendable {
    let facts: ScenarioScript.Community
    /// What stands before the names of its files: nothing, or its folder.
    let folder: String
    let rulesFile: String
    let rules: RulePack
    /// Nil where its units come by a merger alone.
    let roll: [UInt8]?
    let lifts: [UInt8]?
    let units: [RollUnit]
    /// The registration codes of its lifts.
    let registrations: [LiftCode: String]

    /// A row of roll.csv: there is one for each unit and owner.
    struct RollUnit: Sendable {
        let code: UnitCode
        let area: Area
        let ownerRef: String
        let owner: Owner
        let isParking: Bool
    }

    /// By what owners of two communities are told apart who are called the same.
    struct Owner: Hashable, Sendable {
        let name: String
        let kind: UnitRecord.OwnerKind
    }

    static let rollFile = "roll.csv"
    static let liftsFile = "lifts.csv"
    static let folderFiles: Set<String> = [rollFile, liftsFile, ScenarioVote.file]

    /// - Throws: `ScenarioFault` naming the file, the place in it, and what is wrong there.
    init(
        _ facts: ScenarioScript.Community, folder: String, rules rulesFile: String, in directory: URL,
        isMerged: Bool
    ) throws {
        self.facts = facts
        self.folder = folder
        self.rulesFile = rulesFile
        rules = try Scenario.rules(rulesFile, in: directory)
        guard [facts.jurisdiction, "national"].contains(rules.jurisdiction) else {
            throw ScenarioFault(
                file: rulesFile,
                reason: "the pack is \(rules.jurisdiction)'s, and \(facts.code) lies in \(facts.jurisdiction)")
        }
        let isThere = Scenario.exists(folder + Self.rollFile, in: directory)
        roll = isThere || !isMerged ? try Scenario.bytes(folder + Self.rollFile, in: directory) : nil
        lifts =
            Scenario.exists(folder + Self.liftsFile, in: directory)
            ? try Scenario.bytes(folder + Self.liftsFile, in: directory) : nil
        units = try roll.map { try Self.units(of: $0, folder + Self.rollFile) } ?? []
        registrations = try lifts.map { try Self.registrations(of: $0, folder + Self.liftsFile) } ?? [:]
    }

    /// The rows of a roll.csv.
    static func units(of roll: [UInt8], _ name: String) throws -> [RollUnit] {
        let columns = [
            "building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone",
        ]
        // Whether the areas are so is asked by the registry alone.
        let optional = ["area_source", "building_area_m2"]
        return try Scenario.rows(of: roll, name, columns: columns, optional: optional).map { row in
            do {
                if !row["area_source"].isEmpty { _ = try row.word("area_source", as: UnitRecord.AreaSource.self) }
                _ = try row.optionalValue("building_area_m2", as: Area.self)
                let kind = try row.word("owner_kind", as: UnitRecord.OwnerKind.self)
                return RollUnit(
                    code: UnitCode(
                        building: try row.value("building"), entrance: try row.value("entrance"),
                        number: try row.value("unit")),
                    area: try row.value("area_m2"), ownerRef: row["owner_ref"],
                    owner: Owner(name: row["owner_name"], kind: kind),
                    isParking: try row.word("use", as: UnitRecord.Use.self) == .parking)
            } catch let fault as CSVFault {
                throw ScenarioFault(file: name, fault)
            }
        }
    }

    /// The codes of a lifts.csv, each with its registration code.
    private static func registrations(of lifts: [UInt8], _ name: String) throws -> [LiftCode: String] {
        let columns = [
            "building", "entrance", "lift", "registration_code", "rescue_code", "first_floor", "last_floor", "skips",
            "installed_on", "next_inspection_on", "maintainer", "maintainer_phone",
        ]
        var registrations: [LiftCode: String] = [:]
        for row in try Scenario.rows(of: lifts, name, columns: columns) {
            do {
                for column in ["installed_on", "next_inspection_on"] {
                    _ = try row.optionalValue(column, as: Day.self)
                }
                let code = LiftCode(
                    building: try row.value("building"), entrance: try row.value("entrance"),
                    number: try row.value("lift"))
                registrations[code] = row["registration_code"]
            } catch {
                throw ScenarioFault(file: name, error)
            }
        }
        return registrations
    }
}

/// The owners of a community's units in its assemblies, each of which is looked up once.
struct FrozenRolls {
    let scenario: Scenario
    let community: CommunityID
    private var rolls: [AssemblyID: [UnitCode: [String]]] = [:]

    init(scenario: Scenario, community: CommunityID) {
        self.scenario = scenario
        self.community = community
    }

    /// Their owner_refs in the order in which they are listed, the voter's first; none of a unit that is not on the roll.
    mutating func owners(of unit: UnitCode, in assembly: AssemblyID) -> [String] {
        let roll = rolls[assembly] ?? scenario.owners(of: community, in: assembly)
        rolls[assembly] = roll
        return roll[unit] ?? []
    }
}

extension Scenario {
    /// The community's units, those that it gets by mergers included, under the names that they have there.
    func units(of community: CommunityID) -> [ScenarioBook.RollUnit] { units(of: community, after: played[...]) }

    /// Those that it has after the first steps played.
    func units(
        of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>
    ) -> [ScenarioBook.RollUnit] {
        var units = book(of: community).units
        for (part, before) in parts(of: community, after: steps) {
            units += self.units(of: part.community, after: before).map { unit in
                ScenarioBook.RollUnit(
                    code: part.code(unit.code), area: unit.area, ownerRef: part.ref(unit.ownerRef), owner: unit.owner,
                    isParking: unit.isParking)
            }
        }
        return units
    }

    /// The lifts of a community and of what is merged into it.
    func liftCodes(of community: CommunityID) -> Set<LiftCode> {
        Set(registrations(of: community, after: played[...]).keys)
    }

    /// The registration codes of the lifts that a community has after the first steps played.
    func registrations(
        of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>
    ) -> [LiftCode: String] {
        var codes = book(of: community).registrations
        for (part, before) in parts(of: community, after: steps) {
            for (lift, code) in registrations(of: part.community, after: before) { codes[part.code(lift)] = code }
        }
        return codes
    }

    /// In which a community has units or lifts.
    ///
    /// `steps` are the first of those played.
    func buildings(of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>) -> Set<BuildingCode> {
        Set(units(of: community, after: steps).map(\.code.building))
            .union(registrations(of: community, after: steps).keys.map(\.building))
    }

    /// What the first steps played merge into a community, each part with the steps before its merger: later ones
    /// change nothing of what it brings.
    private func parts(
        of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>
    ) -> [(part: ScenarioScript.Merge.Part, before: ArraySlice<ScenarioScript.Step>)] {
        var parts: [(part: ScenarioScript.Merge.Part, before: ArraySlice<ScenarioScript.Step>)] = []
        for index in steps.indices where self.community(of: steps[index]) == community {
            for part in steps[index].merge?.from ?? [] { parts.append((part: part, before: steps[..<index])) }
        }
        return parts
    }

    // MARK: - Owners

    /// The owner_ref of each unit's voter in an assembly: whom its owners chose, or the first who is listed for it.
    func voters(of community: CommunityID, in assembly: AssemblyID) -> [UnitCode: String] {
        owners(of: community, in: assembly).compactMapValues(\.first)
    }

    /// The owner_refs of each unit in an assembly, its voter first and the others in the order in which they are listed,
    /// in the roll or by the last transfer before the assembly is opened.
    func owners(of community: CommunityID, in assembly: AssemblyID) -> [UnitCode: [String]] {
        let steps = played
        let opening = steps.firstIndex { self.community(of: $0) == community && $0.open == assembly }
        return ownership(of: community, after: steps[..<(opening ?? steps.endIndex)]).now
    }

    /// The owner_refs of each unit after the first steps played.
    func owners(
        of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>
    ) -> [UnitCode: [String]] { ownership(of: community, after: steps).now }

    /// Everybody who owns something in the community at some time of the story.
    func owners(of community: CommunityID) -> Set<String> { ownership(of: community, after: played[...]).ever }

    /// Whom a community's files call by each owner_ref after the first steps played, as long as they own something then.
    func namedOwners(
        of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>
    ) -> [String: Set<ScenarioBook.Owner>] {
        let owning = Set(owners(of: community, after: steps).values.joined())
        return everNamed(in: community, after: steps).filter { owning.contains($0.key) }
    }

    private func everNamed(
        in community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>
    ) -> [String: Set<ScenarioBook.Owner>] {
        var named: [String: Set<ScenarioBook.Owner>] = [:]
        for unit in book(of: community).units { named[unit.ownerRef, default: []].insert(unit.owner) }
        for index in steps.indices where self.community(of: steps[index]) == community {
            for part in steps[index].merge?.from ?? [] {
                for (ref, owners) in everNamed(in: part.community, after: steps[..<index]) {
                    named[part.ref(ref), default: []].formUnion(owners)
                }
            }
            for unit in steps[index].transfer.flatMap({ tables.transfers[$0] }) ?? [] {
                named[unit.ownerRef, default: []].insert(unit.owner)
            }
        }
        return named
    }

    /// Who owns a community's units after the first steps played.
    ///
    /// A part brings those who own something in it by then.
    private func ownership(of community: CommunityID, after steps: ArraySlice<ScenarioScript.Step>) -> Ownership {
        var ownership = Ownership()
        ownership.take(book(of: community).units)
        for index in steps.indices where self.community(of: steps[index]) == community {
            let step = steps[index]
            for part in step.merge?.from ?? [] {
                let brought = self.ownership(of: part.community, after: steps[..<index])
                for (unit, refs) in brought.now { ownership.take(refs.map { part.ref($0) }, of: part.code(unit)) }
                for (unit, ref) in brought.chosen { ownership.choose(part.ref(ref), for: part.code(unit)) }
            }
            if let table = step.transfer { ownership.take(tables.transfers[table] ?? []) }
            if let choice = step.chooseVoter { ownership.choose(choice.ownerRef, for: choice.unit) }
        }
        return ownership
    }
}

/// Who owns the units of a community, while a story is played.
private struct Ownership {
    /// The owner_refs of each unit in the order in which they are listed, but for a voter who was chosen and is first.
    private(set) var now: [UnitCode: [String]] = [:]
    private(set) var ever: Set<String> = []
    /// The voters whom co-owners have chosen, who stay so as long as they own a part of the unit.
    private(set) var chosen: [UnitCode: String] = [:]

    /// The rows of a roll, with all owners of each unit that it names.
    mutating func take(_ rows: [ScenarioBook.RollUnit]) {
        for (unit, own) in Dictionary(grouping: rows, by: \.code) { take(own.map(\.ownerRef), of: unit) }
    }

    mutating func take(_ owners: [String], of unit: UnitCode) {
        now[unit] = owners
        ever.formUnion(owners)
        if let voter = chosen.removeValue(forKey: unit) { choose(voter, for: unit) }
    }

    /// One who is no owner of the unit cannot be chosen.
    mutating func choose(_ ref: String, for unit: UnitCode) {
        guard let place = now[unit]?.firstIndex(of: ref), let voter = now[unit]?.remove(at: place) else { return }
        now[unit]?.insert(voter, at: 0)
        chosen[unit] = ref
    }
}
