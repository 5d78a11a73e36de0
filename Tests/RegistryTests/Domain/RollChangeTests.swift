import Model
import Testing

@testable import Registry

struct RollChangeTests {
    private let before = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "C").row("1-1-103", "D")

    private func change(to after: RollText) throws -> RollChange { try before.roll().change(to: after.roll()) }

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
        #expect(change.recorded.map(\.unit.description) == ["1-1-9", "1-1-102", "1-1-103"])
    }

    @Test func `a name or a telephone number is no change of the roll`() throws {
        let renamed = RollText().row("1-1-101", "A", name: "Another", phone: "1").row("1-1-102", "B")
            .row("1-1-102", "C").row("1-1-103", "D")

        #expect(try change(to: renamed).isEmpty)
    }
}
