import Model
import TestSupport
import Testing

@testable import Ballots

@Suite struct TallyTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let kind: MatterKind
        let electorate: Weight
        let inFavour: Weight
        let against: Weight
        let abstained: Weight
        let outcome: ItemResult.Outcome

        init(
            _ name: String, _ kind: MatterKind, of electorate: (Int64, Int64), for inFavour: (Int64, Int64),
            against: (Int64, Int64) = (0, 0), abstain: (Int64, Int64) = (0, 0), _ outcome: ItemResult.Outcome
        ) {
            testDescription = name
            self.kind = kind
            self.electorate = Samples.weight(electorate.0, electorate.1)
            self.inFavour = Samples.weight(inFavour.0, inFavour.1)
            self.against = Samples.weight(against.0, against.1)
            self.abstained = Samples.weight(abstain.0, abstain.1)
            self.outcome = outcome
        }
    }

    static let cases = [
        // Participation: both dimensions, two thirds inclusive (R-V-01, R-X-01).
        Case("nobody votes", .other, of: (30_000, 300), for: (0, 0), .notQuorate),
        Case("exactly two thirds of both", .other, of: (30_000, 300), for: (20_000, 200), .passed),
        Case("one hundredth of a m² too little", .other, of: (30_000, 300), for: (19_999, 200), .notQuorate),
        Case("one head too little", .other, of: (30_000, 300), for: (20_000, 199), .notQuorate),
        Case("all the area of too few heads", .other, of: (30_000, 300), for: (30_000, 199), .notQuorate),
        Case("all the heads of too little area", .other, of: (30_000, 300), for: (19_999, 300), .notQuorate),
        Case("280 of 421 heads are fewer than two thirds", .other, of: (100, 421), for: (100, 280), .notQuorate),
        Case("281 of 421 heads are two thirds", .other, of: (100, 421), for: (100, 281), .passed),
        Case(
            "abstentions and refusals take part", .other, of: (30_000, 300), for: (0, 0), against: (10_000, 100),
            abstain: (10_000, 100), .rejected),

        // Half is strict.
        Case(
            "a hair more than half", .useFund, of: (20_000, 200), for: (10_001, 101), against: (9_999, 99), .passed),
        Case(
            "exactly half of the area", .useFund, of: (20_000, 200), for: (10_000, 101), against: (10_000, 99),
            .rejected),
        Case(
            "exactly half of the heads", .useFund, of: (20_000, 200), for: (10_001, 100), against: (9_999, 100),
            .rejected),

        // Three quarters is inclusive.
        Case(
            "exactly three quarters", .raiseFund, of: (20_000, 200), for: (15_000, 150), against: (5_000, 50), .passed),
        Case(
            "three quarters less a hundredth of a m²", .raiseFund, of: (20_000, 200), for: (14_999, 150),
            against: (5_001, 50), .rejected),
        Case(
            "three quarters less a head", .raiseFund, of: (20_000, 200), for: (15_000, 149), against: (5_000, 51),
            .rejected),
        Case(
            "three quarters of those who took part, not of all", .raiseFund, of: (30_000, 300), for: (15_000, 150),
            against: (5_000, 50), .passed),

        // Abstentions stay in the denominator (R-V-02).
        Case(
            "49 for, 10 against, 41 abstain", .other, of: (100, 100), for: (49, 49), against: (10, 10),
            abstain: (41, 41), .rejected),
        Case(
            "50 for, 10 against, 40 abstain", .other, of: (100, 100), for: (50, 50), against: (10, 10),
            abstain: (40, 40), .rejected),
        Case(
            "51 for, 9 against, 40 abstain", .other, of: (100, 100), for: (51, 51), against: (9, 9), abstain: (40, 40),
            .passed),
        Case(
            "everybody abstains", .other, of: (100, 100), for: (0, 0), abstain: (100, 100), .rejected),
    ]

    @Test(arguments: cases)
    func `an item is decided by exact integers`(_ example: Case) throws {
        var tally = Tally()
        try tally.add(example.inFavour, to: .inFavour)
        try tally.add(example.against, to: .against)
        try tally.add(example.abstained, to: .abstain)

        let result = try tally.result(
            of: try Samples.item("1", example.kind), by: try Samples.basis(example.electorate))

        #expect(result.outcome == example.outcome)
        #expect(result.electorate == example.electorate)
        #expect(try result.participation() == tally.participation())
    }

    @Test func `any count is decided as by fractions of big numbers`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        for _ in 0..<2_000 {
            let electorate = Samples.weight(
                .random(in: 1...1 << 40, using: &random), .random(in: 1...1 << 20, using: &random))
            var rest = electorate
            var tally = Tally()
            for choice in [Choice.inFavour, .against, .abstain] {
                let area = Int64.random(in: 0...rest.area.hundredths, using: &random)
                let heads = Int64.random(in: 0...rest.heads, using: &random)
                try tally.add(Samples.weight(area, heads), to: choice)
                rest = Samples.weight(rest.area.hundredths - area, rest.heads - heads)
            }
            let kind = MatterKind.allCases.randomElement(using: &random) ?? .other
            let result = try tally.result(of: try Samples.item("1", kind), by: try Samples.basis(electorate))
            #expect(result.outcome == Self.judge(result, threeQuarters: kind.needsThreeQuarters))
        }
    }

    private static func judge(_ result: ItemResult, threeQuarters: Bool) -> ItemResult.Outcome {
        let all = [result.inFavour, result.against, result.abstained]
        let area = all.map { Int128($0.area.hundredths) }.reduce(0, +)
        let heads = all.map { Int128($0.heads) }.reduce(0, +)
        guard heads > 0, 3 * area >= 2 * Int128(result.electorate.area.hundredths),
            3 * heads >= 2 * Int128(result.electorate.heads)
        else { return .notQuorate }
        let pairs = [(Int128(result.inFavour.area.hundredths), area), (Int128(result.inFavour.heads), heads)]
        return pairs.allSatisfy { threeQuarters ? 4 * $0 >= 3 * $1 : 2 * $0 > $1 } ? .passed : .rejected
    }

    @Test func `areas that cannot be added are refused, not trapped`() throws {
        var tally = Tally()
        try tally.add(Samples.weight(.max, 1), to: .inFavour)

        #expect(throws: ArithmeticOverflow.self) { try tally.add(Samples.weight(1, 1), to: .inFavour) }
    }
}
