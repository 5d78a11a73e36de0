import Model
import TestSupport
import Testing

@testable import Ballots

@Suite struct ShortfallTests {
    private static func result(
        of electorate: (Int64, Int64), for inFavour: (Int64, Int64), against: (Int64, Int64) = (0, 0),
        abstain: (Int64, Int64) = (0, 0), kind: MatterKind
    ) throws -> ItemResult {
        var tally = Tally()
        try tally.add(Samples.weight(inFavour.0, inFavour.1), to: .inFavour)
        try tally.add(Samples.weight(against.0, against.1), to: .against)
        try tally.add(Samples.weight(abstain.0, abstain.1), to: .abstain)
        return try tally.result(
            of: Samples.item("1", kind), by: Samples.basis(Samples.weight(electorate.0, electorate.1)))
    }

    @Test func `what passed lacks nothing`() throws {
        let passed = try Self.result(of: (30_000, 300), for: (20_000, 200), kind: .other)
        #expect(passed.outcome == .passed)
        #expect(try Shortfall(passed, of: Samples.item("1", .other), rules: Samples.rules()) == nil)
    }

    @Test func `too few took part: what was missing to two thirds, in each dimension apart`() throws {
        let area = try Self.result(of: (30_000, 300), for: (19_999, 250), kind: .other)
        let missingArea = try #require(try Shortfall(area, of: Samples.item("1", .other), rules: Samples.rules()))
        #expect(missingArea.participation == Samples.weight(1, 0) && missingArea.approval == .zero)

        // Two thirds of 421 are 280 and two thirds of a head: 281.
        let heads = try Self.result(of: (421, 421), for: (400, 280), kind: .other)
        #expect(
            try Shortfall(heads, of: Samples.item("1", .other), rules: Samples.rules())?.participation
                == Samples.weight(0, 1))

        let nobody = try Self.result(of: (30_000, 300), for: (0, 0), kind: .raiseFund)
        #expect(
            try Shortfall(nobody, of: Samples.item("1", .raiseFund), rules: Samples.rules())?.participation
                == Samples.weight(20_000, 200))
    }

    @Test func `more than half is one more than half, and three quarters are three quarters`() throws {
        let half = try Self.result(of: (200, 200), for: (100, 100), against: (60, 60), abstain: (40, 40), kind: .other)
        let missing = try #require(try Shortfall(half, of: Samples.item("1", .other), rules: Samples.rules()))
        #expect(missing.approval == Samples.weight(1, 1) && missing.participation == .zero)
        // Half of 201 is 100.5, and 101 are more.
        let odd = try Self.result(of: (201, 201), for: (100, 50), against: (101, 151), kind: .useFund)
        #expect(
            try Shortfall(odd, of: Samples.item("1", .useFund), rules: Samples.rules())?.approval
                == Samples.weight(1, 51))

        let fund = try Self.result(of: (200, 200), for: (149, 160), against: (51, 40), kind: .raiseFund)
        #expect(
            try Shortfall(fund, of: Samples.item("1", .raiseFund), rules: Samples.rules())?.approval
                == Samples.weight(1, 0))
        // Three quarters of 150 are 112.5.
        let uneven = try Self.result(of: (150, 150), for: (112, 100), against: (38, 50), kind: .raiseFund)
        #expect(
            try Shortfall(uneven, of: Samples.item("1", .raiseFund), rules: Samples.rules())?.approval
                == Samples.weight(1, 13))
    }

    @Test func `where all of the whole are too few, nothing would have sufficed`() throws {
        #expect(try Ratio(1, 1).missing(from: 3, of: 5, .atLeast) == 2)
        #expect(try Ratio(1, 1).missing(from: 3, of: 5, .moreThan) == nil)
        #expect(try Ratio(1, 2).missing(from: 0, of: 0, .moreThan) == nil)
        #expect(try Ratio(1, 2).missing(from: 0, of: 0, .atLeast) == 0)
        #expect(try Ratio(2, 3).missing(from: 0, of: .max, .atLeast) == 6_148_914_691_236_517_205)
        #expect(try Ratio(0, 1).missing(from: 0, of: 7, .moreThan) == 1)
    }

    @Test func `the least that suffices suffices, and one less does not`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        for _ in 0..<5_000 {
            let denominator = Int64.random(in: 1...1_000, using: &random)
            let ratio = try Ratio(.random(in: 0...denominator, using: &random), denominator)
            let whole = Int64.random(in: 0...(Bool.random(using: &random) ? 50 : 1 << 60), using: &random)
            let part = Int64.random(in: 0...whole, using: &random)
            for comparison in [Ratio.Comparison.atLeast, .moreThan] {
                guard let missing = ratio.missing(from: part, of: whole, comparison) else {
                    #expect(!ratio.isReached(by: whole, of: whole, comparison))
                    continue
                }
                #expect(ratio.isReached(by: part + missing, of: whole, comparison))
                #expect(part + missing <= whole)
                #expect(missing == 0 || !ratio.isReached(by: part + missing - 1, of: whole, comparison))
            }
        }
    }
}
