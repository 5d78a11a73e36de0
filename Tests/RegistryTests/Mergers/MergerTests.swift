import Model
import Testing

@testable import Registry

/// Which communities become one, and what becomes of their units, owners and lifts (R-V-14, docs/decisions/0027).
struct MergerTests {
    private static let day = TestBodies.day("2021-06-20")
    private static let today = TestBodies.day("2021-06-20")

    /// The salt company's compound and the medicine company's, each with a building 1; B is the same person in both.
    private static let salt = TestCompound("yanye", RollText().row("1-1-101", "A").row("1-1-102", "B", name: "Both"))
    private static let herbs = TestCompound("yaocai", RollText().row("1-1-101", "C").row("1-1-102", "B", name: "Both"))
    private static let area = TestCompound("xinyi", nil)
    private static let renamed: Merger.Part = part("yaocai", ["1": "2"])

    private static func part(_ code: String, _ names: [String: String] = [:], prefix: String = "") -> Merger.Part {
        Merger.Part(
            community: TestCompound.code(code),
            buildings: Dictionary(
                uniqueKeysWithValues: names.map { (TestCompound.building($0), TestCompound.building($1)) }),
            ownerPrefix: prefix)
    }

    private static func merger(_ parts: [Merger.Part], on day: Day = day) -> Merger {
        Merger(area: area.facts.code, parts: parts, on: day, basis: "street 2021-6")
    }

    private static func plan(
        _ merger: Merger, _ compounds: [TestCompound], home: TestCompound = area, documents: [OwnerID: [UInt8]] = [:],
        today: Day = today
    ) throws -> Merger.Plan {
        try merger.plan(
            home: try home.compound(), compounds: try compounds.map { try $0.compound() },
            people: try ([home] + compounds).reduce(into: [:]) { all, one in
                all.merge(try one.people()) { first, _ in first }
            }, documents: documents, today: today)
    }

    @Test func `two compounds become one roll, in which an owner of both is one head`() throws {
        let merger = Self.merger([Self.part("yanye"), Self.renamed])

        let plan = try Self.plan(merger, [Self.salt, Self.herbs])

        #expect(plan.roll.units.map(\.unit.description) == ["1-1-101", "1-1-102", "2-1-101", "2-1-102"])
        let summary = try RollSummary(of: plan.roll, parkingCounts: false)
        #expect(summary.heads == 3 && summary.area == Area(hundredths: 4 * 88_50))
        #expect(plan.same == [Self.herbs.id("B"): Self.salt.id("B")])
        #expect(plan.roll.units[3].voter == Self.salt.id("B"))
        #expect(plan.parts.map { $0.owners.map(\.ref.description) } == [["A", "B"], ["C"]])
    }

    @Test func `an area with a roll of its own keeps its units and its owners' ids`() throws {
        let home = TestCompound("xinyi", RollText().row("9-1-101", "B", name: "Both"))

        let plan = try Self.plan(Self.merger([Self.part("yanye")]), [Self.salt], home: home)

        #expect(plan.roll.units.map(\.unit.description) == ["1-1-101", "1-1-102", "9-1-101"])
        #expect(plan.same == [Self.salt.id("B"): home.id("B")])
        #expect(plan.added.count == 2)
    }

    @Test func `a reference that means two people is refused until a prefix tells them apart`() throws {
        let other = TestCompound("yaocai", RollText().row("2-1-101", "A", name: "Somebody else"))
        let company = TestCompound("yaocai", RollText().row("2-1-101", "A", kind: "company"))
        let parts = [Self.part("yanye"), Self.part("yaocai")]

        for compound in [other, company] {
            #expect(throws: MergerRefusal.ownersClash([1: [TestBodies.ref("A")]])) {
                try Self.plan(Self.merger(parts), [Self.salt, compound])
            }
        }
        let plan = try Self.plan(
            Self.merger([Self.part("yanye"), Self.part("yaocai", prefix: "y-")]), [Self.salt, other])
        #expect(plan.parts[1].owners.map(\.ref.description) == ["y-A"] && plan.same.isEmpty)
    }

    @Test func `namesakes under one reference who have shown different documents are two people (R-C-14)`() throws {
        let (both, parts) = (TestBodies.ref("B"), [Self.part("yanye"), Self.renamed])
        let (salt, herbs) = (Self.salt.id("B"), Self.herbs.id("B"))

        #expect(throws: MergerRefusal.ownersClash([1: [both]])) {
            try Self.plan(Self.merger(parts), [Self.salt, Self.herbs], documents: [salt: [1], herbs: [2]])
        }
        for documents: [OwnerID: [UInt8]] in [[salt: [1], herbs: [1]], [salt: [1]], [herbs: [1]]] {
            let plan = try Self.plan(Self.merger(parts), [Self.salt, Self.herbs], documents: documents)
            #expect(plan.same == [herbs: salt])
        }
        // Of three, the one who has shown none is not a bridge between the others.
        let home = TestCompound("xinyi", RollText().row("9-1-101", "B", name: "Both"))
        #expect(throws: MergerRefusal.ownersClash([1: [both]])) {
            try Self.plan(
                Self.merger(parts), [Self.salt, Self.herbs], home: home, documents: [salt: [1], herbs: [2]])
        }
    }

    @Test func `somebody who left the area is never taken for a newcomer of the same reference`() throws {
        let home = TestCompound("xinyi", RollText().row("9-1-101", "Z"), former: ["A"])

        #expect(throws: MergerRefusal.ownersClash([0: [TestBodies.ref("A")]])) {
            try Self.plan(Self.merger([Self.part("yanye")]), [Self.salt], home: home)
        }
    }

    @Test func `a reference in two spellings on one roll is refused where anybody has to be told by it`() throws {
        let parts = [Self.part("yanye"), Self.renamed]
        for compounds in [[Self.salt.spelled(twice: "A"), Self.herbs], [Self.salt, Self.herbs.spelled(twice: "C")]] {
            #expect(throws: MergerRefusal.self) { try Self.plan(Self.merger(parts), compounds) }
        }
        #expect(throws: MergerRefusal.ownersClash([1: [TestBodies.ref("y-C")]])) {
            try Self.plan(
                Self.merger([Self.part("yanye"), Self.part("yaocai", ["1": "2"], prefix: "y-")]),
                [Self.salt, Self.herbs.spelled(twice: "C")])
        }
        // The area's own owners stay where they are; a newcomer could be either of the two.
        let home = TestCompound("xinyi", RollText().row("9-1-101", "B", name: "Both")).spelled(twice: "B")
        #expect(throws: MergerRefusal.ownersClash([0: [TestBodies.ref("B")]])) {
            try Self.plan(Self.merger([Self.part("yanye")]), [Self.salt], home: home)
        }
        let other = TestCompound("xinyi", RollText().row("9-1-101", "Z")).spelled(twice: "Z")
        #expect(try Self.plan(Self.merger([Self.part("yanye")]), [Self.salt], home: other).added.count == 2)
    }

    @Test func `lifts go along under the building's new name`() throws {
        let salt = TestCompound("yanye", RollText().row("1-1-101", "A"), lifts: [("1-1-A", "R1")])
        let herbs = TestCompound("yaocai", RollText().row("1-1-101", "C"), lifts: [("1-1-A", "R2")])

        let plan = try Self.plan(Self.merger([Self.part("yanye"), Self.renamed]), [salt, herbs])

        #expect(plan.parts.map { $0.lifts.map(\.after.code.description) } == [["1-1-A"], ["2-1-A"]])
        let twin = TestCompound("yaocai", RollText().row("1-1-101", "C"), lifts: [("1-1-A", "R1")])
        #expect(throws: MergerRefusal.liftsClash([1: ["R1"]])) {
            try Self.plan(Self.merger([Self.part("yanye"), Self.renamed]), [salt, twin])
        }
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var merger = MergerTests.merger([MergerTests.part("yanye"), MergerTests.renamed])
        var compounds = [MergerTests.salt, MergerTests.herbs]
        var home = MergerTests.area
        let refusal: MergerRefusal

        var testDescription: String { name }
    }

    private static let cases: [Case] = [
        Case(
            name: "a day that has not come",
            merger: merger([part("yanye"), renamed], on: TestBodies.day("2021-06-21")),
            refusal: .dayInFuture(today: today)),
        Case(
            name: "a day before the last change of a part's roll",
            compounds: [salt, herbs.changed(lastChange: TestBodies.day("2021-06-21"))],
            refusal: .changedSince(herbs.facts.code, TestBodies.day("2021-06-21"))),
        Case(
            name: "a part that is part of something", compounds: [salt.changed(into: "elsewhere"), herbs],
            refusal: .mergedBefore(salt.facts.code, into: TestCompound.code("elsewhere"))),
        Case(
            name: "an area that is part of something", home: area.changed(into: "elsewhere"),
            refusal: .mergedBefore(area.facts.code, into: TestCompound.code("elsewhere"))),
        Case(
            name: "another law", compounds: [salt, herbs.changed(jurisdiction: "beijing")],
            refusal: .otherJurisdiction(herbs.facts.code)),
        Case(
            name: "a part without a roll", compounds: [salt, TestCompound("yaocai", nil)],
            refusal: .noRoll(herbs.facts.code)),
        Case(
            name: "two buildings of one name", merger: merger([part("yanye"), part("yaocai")]),
            refusal: .buildingsClash([1: [TestCompound.building("1")]])),
        Case(
            name: "two buildings given one name",
            merger: merger([part("yanye", ["1": "7"]), part("yaocai", ["1": "7"])]),
            refusal: .buildingsClash([1: [TestCompound.building("7")]])),
    ]

    @Test(arguments: cases) private func `refuses`(_ one: Case) {
        #expect(throws: one.refusal) { try Self.plan(one.merger, one.compounds, home: one.home) }
    }

    @Test func `a request that makes no sense is refused by the name of its field`() throws {
        func field(_ merger: Merger, _ compounds: [TestCompound] = []) -> String? {
            do {
                _ = try Self.plan(merger, compounds)
                return nil
            } catch MergerRefusal.invalid(let field, _) {
                return field
            } catch {
                return "\(error)"
            }
        }
        #expect(field(Self.merger([])) == "from")
        #expect(field(Self.merger([Self.part("yanye"), Self.part("yanye")])) == "from[1].community")
        #expect(field(Self.merger([Self.part("xinyi")])) == "from[0].community")
        #expect(field(Self.merger([Self.part("yanye")]), [Self.salt]) == "from")
        let unknown = Self.merger([Self.part("yanye", ["5": "6"]), Self.renamed])
        #expect(field(unknown, [Self.salt, Self.herbs]) == "from[0].buildings")
        let long = Self.merger([Self.part("yanye", prefix: String(repeating: "x", count: 64)), Self.renamed])
        #expect(field(long, [Self.salt, Self.herbs]) == "from[0].ownerPrefix")
        let far = TestCompound("yanye", RollText().row("1-1-101", String(repeating: "甲", count: 60)))
        let wide = Self.merger([Self.part("yanye", prefix: "一二三四五"), Self.renamed])
        #expect(field(wide, [far, Self.herbs]) == "from[0].ownerPrefix")
        for prefix in ["e\u{301}", "\u{3164}", String(repeating: "甲", count: 65)] {
            #expect(field(Self.merger([Self.part("yanye", prefix: prefix)])) == "from[0].ownerPrefix")
        }
    }
}
