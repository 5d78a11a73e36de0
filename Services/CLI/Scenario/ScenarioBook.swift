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
    let liftCodes: Set<LiftCode>

    /// A row of roll.csv: there is one for each unit and owner.
    struct RollUnit: Sendable {
        let code: UnitCode
        let area: Area
        let ownerRef: String
        let isParking: Bool
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
        liftCodes = try lifts.map { try Self.liftCodes(of: $0, folder + Self.liftsFile) } ?? []
    }

    /// The rows of a roll.csv.
    static func units(of roll: [UInt8], _ name: String) throws -> [RollUnit] {
        let columns = [
            "building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone",
        ]
        return try Scenario.rows(of: roll, name, columns: columns).map { row in
            do {
                _ = try row.word("owner_kind", as: UnitRecord.OwnerKind.self)
                return RollUnit(
                    code: UnitCode(
                        building: try row.value("building"), entrance: try row.value("entrance"),
                        number: try row.value("unit")),
                    area: try row.value("area_m2"), ownerRef: row["owner_ref"],
                    isParking: try row.word("use", as: UnitRecord.Use.self) == .parking)
            } catch let fault as CSVFault {
                throw ScenarioFault(file: name, fault)
            }
        }
    }

    /// The codes of a lifts.csv.
    private static func liftCodes(of lifts: [UInt8], _ name: String) throws -> Set<LiftCode> {
        let columns = [
            "building", "entrance", "lift", "registration_code", "rescue_code", "first_floor", "last_floor", "skips",
            "installed_on", "next_inspection_on", "maintainer", "maintainer_phone",
        ]
        return Set(
            try Scenario.rows(of: lifts, name, columns: columns).map { row in
                do {
                    for column in ["installed_on", "next_inspection_on"] {
                        _ = try row.optionalValue(column, as: Day.self)
                    }
                    return LiftCode(
                        building: try row.value("building"), entrance: try row.value("entrance"),
                        number: try row.value("lift"))
                } catch let fault as CSVFault {
                    throw ScenarioFault(file: name, fault)
                }
            })
    }

    /// In which it has units or lifts.
    var buildings: Set<BuildingCode> { Set(units.map(\.code.building)).union(liftCodes.map(\.building)) }
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
    func units(of community: CommunityID) -> [ScenarioBook.RollUnit] {
        var units = book(of: community).units
        for step in script.steps where self.community(of: step) == community {
            for part in step.merge?.from ?? [] {
                units += book(of: part.community).units.map { unit in
                    ScenarioBook.RollUnit(
                        code: UnitCode(
                            building: part.name(of: unit.code.building), entrance: unit.code.entrance,
                            number: unit.code.number),
                        area: unit.area, ownerRef: (part.ownerPrefix ?? "") + unit.ownerRef, isParking: unit.isParking)
                }
            }
        }
        return units
    }

    /// The owner_ref of each unit's voter in an assembly: the first owner who is listed for it.
    func voters(of community: CommunityID, in assembly: AssemblyID) -> [UnitCode: String] {
        owners(of: community, in: assembly).compactMapValues(\.first)
    }

    /// The owner_refs of each unit in an assembly in the order in which they are listed, in the roll or by the last
    /// transfer before the assembly is opened.
    func owners(of community: CommunityID, in assembly: AssemblyID) -> [UnitCode: [String]] {
        var owners = Self.owners(units(of: community))
        for step in played where self.community(of: step) == community {
            if step.open == assembly { break }
            if let rows = step.transfer.flatMap({ tables.transfers[$0] }) {
                owners.merge(Self.owners(rows)) { _, new in new }
            }
        }
        return owners
    }

    private static func owners(_ units: [ScenarioBook.RollUnit]) -> [UnitCode: [String]] {
        Dictionary(grouping: units, by: \.code).mapValues { $0.map(\.ownerRef) }
    }

    /// Everybody who owns something in the community at some time of the story.
    func owners(of community: CommunityID) -> Set<String> {
        let names = script.steps.filter { self.community(of: $0) == community }.compactMap(\.transfer)
        return Set((units(of: community) + names.flatMap { tables.transfers[$0] ?? [] }).map(\.ownerRef))
    }

    /// The lifts of a community and of what is merged into it.
    func liftCodes(of community: CommunityID) -> Set<LiftCode> {
        var codes = book(of: community).liftCodes
        for step in script.steps where self.community(of: step) == community {
            for part in step.merge?.from ?? [] {
                codes.formUnion(
                    book(of: part.community).liftCodes.map { code in
                        LiftCode(
                            building: part.name(of: code.building), entrance: code.entrance, number: code.number)
                    })
            }
        }
        return codes
    }
}
