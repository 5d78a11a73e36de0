import Model
import TestSupport
import Testing

@testable import Ballots

/// Which ballots may be shown by area and choice.
@Suite struct AnonymityTests {
    private static func oneClass(_ hundredths: Int64?, _ ticks: [Choice: Int64]) -> Anonymity.AreaClass {
        var crowd = Crowd()
        for (choice, heads) in ticks { crowd.add(heads, of: choice) }
        return Anonymity.AreaClass(
            item: 1, area: hundredths.map(Area.init(hundredths:)),
            total: Area(hundredths: (hundredths ?? 101_20) * crowd.heads), crowd: crowd)
    }

    private static func shown(
        _ classes: [Anonymity.AreaClass], least: Int64? = 5, toldByBuilding: Set<Int16> = []
    ) -> [Int64] {
        let anonymity = Anonymity(least: least, classes: classes, toldByBuilding: toldByBuilding)
        return (anonymity.shownAreas[1] ?? []).map(\.hundredths).sorted()
    }

    private static func candidates(_ codes: String...) throws -> Choice {
        .candidates(try codes.map { try CandidateCode(parsing: $0) })
    }

    @Test(arguments: [
        (5, 3, 2, true), (5, 2, 2, false), (5, 4, 1, false), (5, 9, 0, false), (2, 2, 2, true), (1, 2, 1, false),
        (0, 2, 2, true), (0, 1, 1, false),
    ])
    func `a class is shown when it is large enough and not all, nor all but one, say the same`(
        _ least: Int64, _ inFavour: Int64, _ against: Int64, _ isShown: Bool
    ) {
        let one = Self.oneClass(88_50, [.inFavour: inFavour, .against: against])
        #expect(Self.shown([one], least: least) == (isShown ? [88_50] : []))
    }

    @Test func `rules without a number show nothing`() {
        #expect(Self.shown([Self.oneClass(88_50, [.inFavour: 500, .against: 500])], least: nil).isEmpty)
    }

    @Test func `the one ballot that is not shown is not told by what the result has more`() {
        let large = Self.oneClass(88_50, [.inFavour: 20, .against: 10])
        #expect(Self.shown([large]) == [88_50])
        #expect(Self.shown([large, Self.oneClass(nil, [.against: 1])]).isEmpty)
    }

    @Test func `the smallest classes are withheld until the rest hides in them`() {
        let classes = [
            Self.oneClass(88_50, [.inFavour: 20, .against: 10]), Self.oneClass(70_00, [.inFavour: 40, .against: 60]),
            Self.oneClass(60_00, [.inFavour: 16, .against: 15]), Self.oneClass(nil, [.against: 1]),
        ]
        #expect(Self.shown(classes) == [60_00, 70_00], "twenty for and eleven against are enough")
    }

    @Test func `a rest of which the areas alone would say who chose what is none to hide in`() {
        let large = Self.oneClass(88_50, [.inFavour: 50, .against: 50])
        // Ten can be halved in 252 ways, but their area has a hundred thousand values; sixty in more than anybody can try.
        #expect(Self.shown([large, Self.oneClass(nil, [.inFavour: 5, .against: 5])]).isEmpty)
        #expect(Self.shown([large, Self.oneClass(nil, [.inFavour: 30, .against: 30])]) == [88_50])
        #expect(Self.shown([large, Self.oneClass(nil, [.inFavour: 30, .against: 30, .abstain: 4])]).isEmpty)
    }

    @Test func `an item whose choices are told by building shows no rows`() {
        let one = Self.oneClass(88_50, [.inFavour: 20, .against: 10])
        #expect(Self.shown([one], toldByBuilding: [1]).isEmpty)
        #expect(Self.shown([one], toldByBuilding: [2]) == [88_50])
    }

    @Test func `of an election each candidate decides`() throws {
        let (first, both) = (try Self.candidates("c1"), try Self.candidates("c1", "c2"))
        #expect(Self.shown([Self.oneClass(88_50, [first: 10, both: 10])]).isEmpty, "all ticked c1")
        let second = try Self.candidates("c2")
        #expect(Self.shown([Self.oneClass(88_50, [first: 9, both: 10, second: 1])]).isEmpty, "all but one ticked c1")
        #expect(Self.shown([Self.oneClass(88_50, [first: 8, both: 10, second: 2])]) == [88_50])
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `whatever the classes, the rest tells of nobody`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let classes = (1...Int.random(in: 1...8, using: &random)).map { place in
            Self.oneClass(
                Int64(place) * 10_00,
                [
                    .inFavour: Int64.random(in: 1...60, using: &random),
                    .against: Int64.random(in: 1...60, using: &random),
                ])
        }
        let shown = Set(Self.shown(classes))
        var (rest, total) = (Crowd(), Int64(0))
        for one in classes where !shown.contains(one.area?.hundredths ?? 0) {
            rest.add(one.crowd)
            total += one.total.hundredths
        }
        let ticks = rest.ticks.values
        #expect(
            shown.isEmpty || ticks.allSatisfy { $0 >= 5 && rest.heads - $0 >= 5 }, "seed \(seed): \(rest)")
        #expect(shown.isEmpty || rest.hides(least: 5, in: Area(hundredths: total)), "seed \(seed)")
    }
}
