import Model
import TestSupport
import Testing

@testable import Registry

struct RollSummaryTests {
    private func summary(_ text: RollText, parkingCounts: Bool = false) throws -> RollSummary {
        try RollSummary(of: try text.roll(), parkingCounts: parkingCounts)
    }

    @Test func `one exclusive part is one head (R-C-03)`() throws {
        #expect(try summary(RollText().row("1-1-101", "A").row("1-1-102", "B")).heads == 2)
    }

    @Test func `an owner of several units is one head and the areas add up (R-C-04)`() throws {
        let summary = try summary(
            RollText().row("1-1-101", "A", area: "88.50").row("2-1-101", "A", area: "10.05").row("2-1-102", "B"))

        #expect(summary.heads == 2)
        #expect(summary.area.description == "187.05")
        #expect(summary.buildings.map(\.heads) == [1, 2])
    }

    @Test func `buildings of one number that is written differently are two`() throws {
        let summary = try summary(
            RollText().row("1-1-101", "A").row("01-1-101", "B").row("1-1-102", "C").row("01-1-102", "B"))

        #expect(summary.buildings.map(\.building.description) == ["01", "1"])
        #expect(summary.buildings.map { [$0.units, $0.heads] } == [[2, 1], [2, 2]])
    }

    @Test func `a developer's remainder is one head (R-C-05)`() throws {
        var roll = RollText().row("1-1-101", "A")
        for number in 102...120 { roll = roll.row("1-1-\(number)", "DEV", kind: "developer") }

        #expect(try summary(roll).heads == 2)
    }

    @Test func `co-owners together are one head, in whatever order they are listed (R-C-07)`() throws {
        let roll = RollText().row("1-1-101", "A").row("1-1-101", "B").row("1-1-102", "B").row("1-1-102", "A")

        #expect(try summary(roll).heads == 1)
    }

    @Test func `a co-owner who owns another unit alone is another head there`() throws {
        let roll = RollText().row("1-1-101", "A").row("1-1-101", "B").row("1-1-102", "A")

        #expect(try summary(roll).heads == 2)
    }

    @Test func `two owners of one name are two heads (R-C-14)`() throws {
        let roll = RollText().row("1-1-101", "A", name: "王伟").row("1-1-102", "B", name: "王伟")

        #expect(try summary(roll).heads == 2)
    }

    @Test func `parking spaces count only where the rules say so (R-C-09)`() throws {
        let roll = RollText().row("1-1-101", "A").row("P-1-7", "A", area: "12.00", use: "parking")
            .row("P-1-8", "C", area: "12.00", use: "parking")

        let without = try summary(roll)
        let with = try summary(roll, parkingCounts: true)

        #expect([without.units, without.heads, without.area.hundredths] == [3, 1, 8_850])
        #expect([with.units, with.heads, with.area.hundredths] == [3, 2, 11_250])
        #expect(without.hash == with.hash)
        #expect(without.buildings.map { [$0.units, $0.heads, $0.area.hundredths] } == [[1, 1, 8_850], [2, 0, 0]])
    }

    @Test func `buildings come in the order of their numbers`() throws {
        let roll = RollText().row("10-1-101", "A").row("2-1-101", "B").row("A-1-101", "C")

        #expect(try summary(roll).buildings.map(\.building.description) == ["2", "10", "A"])
    }

    @Test func `the hash depends on who owns what and not on the order of the file`() throws {
        let first = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "C").row("1-1-102", "D")
        let reordered = RollText().row("1-1-102", "B").row("1-1-102", "D").row("1-1-102", "C").row("1-1-101", "A")
        let otherVoter = RollText().row("1-1-102", "C").row("1-1-102", "B").row("1-1-102", "D").row("1-1-101", "A")

        #expect(try summary(first).hash == summary(reordered).hash)
        #expect(try summary(first).hash != summary(otherVoter).hash)
    }

    @Test func `generated rolls are counted as sets of sets`() throws {
        var random = SeededGenerator()
        for round in 0..<100 {
            var roll = RollText()
            var heads: Set<Set<Int>> = []
            var area: Int64 = 0
            for number in 0..<Int.random(in: 1...40, using: &random) {
                let owners = Set(
                    (0..<Int.random(in: 1...3, using: &random)).map { _ in
                        Int.random(in: 0..<12, using: &random)
                    })
                let isParking = Int.random(in: 0..<5, using: &random) == 0
                let size = Area(hundredths: .random(in: 1...20_000, using: &random))
                for owner in owners.shuffled(using: &random) {
                    roll = roll.row(
                        "1-1-\(number)", "r\(owner)", area: size.description, use: isParking ? "parking" : "dwelling")
                }
                if !isParking {
                    heads.insert(owners)
                    area += size.hundredths
                }
            }

            let summary = try summary(roll)

            #expect(summary.heads == Int64(heads.count), "seed \(random.seed), round \(round)")
            #expect(summary.area.hundredths == area, "seed \(random.seed), round \(round)")
        }
    }
}
