import Model
import TestSupport
import Testing

@testable import Registry

struct RollChangeTests {
    private let before = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "C").row("1-1-103", "D")

    private func change(to after: RollText) throws -> RollChange { try before.roll().change(to: after.roll()) }

    @Test(arguments: [
        [
            "1", "2", "10", "01", "001", "0", "A", "B", "a", "A1", "1A", "AB", "ABCDEFG", "ABCDEFGH", "南", "北", "A南",
        ],
        // What is sorted as one number, the largest and the next among them.
        ["0", "1", "2", "9", "10", "100", "999", "1048575", "A", "B", "Z", "a", "z"],
        ["0", "1", "1048575", "1048576", "9007199254740993", "A", "z"],
    ])
    func `units are in the order of their codes, whatever these are made of`(parts: [String]) throws {
        let owner = OwnerID.named(try OwnerRef(parsing: "A"))
        var random = SeededGenerator()
        var units: [UnitRecord] = []
        for _ in 0..<400 {
            let code = (0..<3).map { _ in parts.randomElement(using: &random) ?? "1" }.joined(separator: "-")
            units.append(
                UnitRecord(
                    unit: try UnitCode(parsing: code), floor: "1", area: .zero, use: .other, ownerKind: .person,
                    owners: [owner], voter: owner))
        }

        #expect(
            units.inOrder().map(\.unit.description) == units.map(\.unit).sorted().map(\.description),
            "seed \(random.seed)")
    }

    @Test func `texts are sorted by their first bytes`() {
        let texts = ["b", "a", "", "ab", "aa", "1-1-101", "1-1-11", "1-10-1", "南", "12345678-b", "12345678-a"]

        #expect(
            TextPrefix.order(of: texts.map { TextPrefix($0) }).map { texts[$0] }
                == texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
    }

    @Test func `the same roll in another order is no change`() throws {
        let same = RollText().row("1-1-103", "D").row("1-1-102", "B").row("1-1-102", "C").row("1-1-101", "A")

        #expect(try change(to: same).isEmpty)
    }

    @Test func `units are added, changed and removed`() throws {
        let change = try change(
            to: RollText().row("1-1-102", "C").row("1-1-102", "B").row("1-1-103", "D", area: "90").row("1-1-9", "A"))

        #expect(change.added.map(\.unit.description) == ["1-1-9"])
        #expect(change.changed.map(\.after.unit.description) == ["1-1-102", "1-1-103"])
        #expect(change.changed.map(\.columns) == [["voter"], ["area_m2"]])
        #expect(change.removed.map(\.description) == ["1-1-101"])
        #expect(change.dwellings == 0)
        #expect(change.recorded.map(\.unit.description) == ["1-1-9", "1-1-102", "1-1-103"])
    }

    @Test func `dwellings are counted by what is added, left and used otherwise`() throws {
        let fewer = RollText().row("1-1-101", "A", use: "shop").row("1-1-102", "B").row("1-1-104", "D", use: "parking")

        #expect(try change(to: fewer).dwellings == -2)
        #expect(try fewer.roll().change(to: before.roll()).dwellings == 2)
    }

    @Test func `a name or a telephone number is no change of the roll`() throws {
        let renamed = RollText().row("1-1-101", "A", name: "Another", phone: "1").row("1-1-102", "B")
            .row("1-1-102", "C").row("1-1-103", "D")

        #expect(try change(to: renamed).isEmpty)
    }
}
