import Model

@testable import Registry

/// A community of a test, with ids that are its own: the same reference elsewhere is another id.
struct TestCompound: Sendable {
    var facts: Community
    private let text: RollText?
    private let former: [String]
    private let lifts: [(code: String, registration: String)]
    private var lastChange: Day?
    private var spelledTwice: Set<OwnerRef> = []

    init(_ code: String, _ text: RollText?, former: [String] = [], lifts: [(String, String)] = []) {
        facts = Community(
            code: Self.code(code), name: code, jurisdiction: "national", fundStatus: .none, parkingCounts: false)
        self.text = text
        self.former = former
        self.lifts = lifts.map { (code: $0.0, registration: $0.1) }
    }

    func changed(jurisdiction: String? = nil, into area: String? = nil, lastChange: Day? = nil) -> TestCompound {
        var copy = self
        copy.facts = Community(
            code: facts.code, name: facts.name, jurisdiction: jurisdiction ?? facts.jurisdiction, fundStatus: .none,
            parkingCounts: false,
            merger: area.map { Community.Merged(into: Self.code($0), on: TestBodies.day("2020-01-01")) })
        copy.lastChange = lastChange
        return copy
    }

    /// Another owner of the roll has the reference in another spelling.
    func spelled(twice ref: String) -> TestCompound {
        var copy = self
        copy.spelledTwice = [TestBodies.ref(ref)]
        return copy
    }

    func id(_ ref: String) -> OwnerID { .named(TestBodies.ref("\(facts.code)/\(ref)")) }

    func compound() throws -> Merger.Compound {
        let file = try text.map { try RollFile($0.bytes) }
        let refs = (file?.owners.map(\.ref) ?? []) + former.map(TestBodies.ref)
        let ids = Dictionary(uniqueKeysWithValues: refs.map { ($0, id($0.description)) })
        return Merger.Compound(
            facts: facts, roll: file.map { Roll($0, ids: ids) } ?? Roll([]), owners: ids,
            spelledTwice: spelledTwice, lifts: lifts.map(Self.lift), lastChange: lastChange)
    }

    /// Who its owners are; of those who have left nothing is known.
    func people() throws -> [OwnerID: ListedOwner] {
        guard let text else { return [:] }
        let owners = try RollFile(text.bytes).owners
        return Dictionary(uniqueKeysWithValues: owners.map { (id($0.ref.description), $0) })
    }

    private static func lift(_ lift: (code: String, registration: String)) -> Lift {
        guard let code = LiftCode(lift.code) else { preconditionFailure("\(lift.code) is a lift's code") }
        return Lift(
            code: code, registrationCode: lift.registration, rescueCode: "", firstFloor: "1", lastFloor: "6", skips: [],
            installedOn: nil, nextInspectionOn: nil, maintainer: nil, maintainerPhone: nil)
    }

    static func code(_ text: String) -> CommunityID {
        guard let code = CommunityID(text) else { preconditionFailure("\(text) is a code") }
        return code
    }

    static func building(_ text: String) -> BuildingCode {
        guard let code = BuildingCode(text) else { preconditionFailure("\(text) is a building") }
        return code
    }
}
