import Model
import TestSupport
import Testing

@testable import Ballots

@Suite struct BuildingCountTests {
    /// A building of so many heads, how many took part, and what they chose.
    private func count(
        _ building: String, _ electors: Int64, _ voters: Int64, _ choices: [Choice: Int64]? = nil
    ) throws -> BuildingCount {
        BuildingCount(
            building: try BuildingCode(parsing: building), electorate: Samples.weight(electors * 100_00, electors),
            participation: Samples.weight(voters * 100_00, voters), choices: choices)
    }

    private func shown(_ counts: [BuildingCount], least: Int64? = 5) -> (participation: [String], choices: [String]) {
        let published = counts.published(least: least)
        return (
            published.filter { $0.participation != nil }.map(\.building.description),
            published.filter { $0.choices != nil }.map(\.building.description)
        )
    }

    @Test func `where enough people chose differently all is shown`() throws {
        let counts = [
            try count("1", 60, 40, [.inFavour: 35, .against: 5]), try count("2", 60, 5, [.inFavour: 4, .abstain: 1]),
            try count("3", 60, 0, [:]),
        ]
        #expect(counts.published(least: 5) == counts)
    }

    @Test func `a building of few is not shown, nor what would tell of it by difference`() throws {
        let few = [try count("1", 60, 40), try count("2", 30, 20), try count("3", 4, 3)]
        #expect(shown(few).participation == ["1"], "building 3 is what the whole has more than 1 and 2")
        let enough = [try count("1", 60, 40), try count("2", 30, 20), try count("3", 4, 3), try count("4", 4, 0)]
        #expect(shown(enough).participation == ["1", "2"], "3 and 4 hide in each other")
        #expect(shown([try count("1", 1, 1)], least: nil).participation.isEmpty)
        #expect(shown([try count("1", 2, 1)], least: nil).participation == ["1"])
    }

    @Test func `choices that are all alike are not shown, nor what would tell of them by difference`() throws {
        let counts = [
            try count("1", 60, 40, [.inFavour: 35, .against: 5]), try count("2", 60, 30, [.inFavour: 25, .against: 5]),
            try count("3", 60, 20, [.inFavour: 20]),
        ]
        #expect(shown(counts).participation == ["1", "2", "3"])
        #expect(shown(counts).choices == ["1"], "with 2 it is not known who of the fifty objected")
        #expect(shown(counts, least: nil).choices.isEmpty, "without a number in the rules nothing is shown")
    }

    @Test func `of an election the candidates decide whether all are alike`() throws {
        let (c1, c2) = (Choice.candidates([try CandidateCode(parsing: "c1")]), Choice.candidates([try CandidateCode(parsing: "c2")]))
        #expect(shown([try count("1", 60, 40, [c1: 40, c2: 40])]).choices.isEmpty)
        #expect(shown([try count("1", 60, 40, [c1: 40, c2: 39])]).choices == ["1"])
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `whatever the counts, what is hidden hides together`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let counts = try (1...Int.random(in: 1...8, using: &random)).map { building in
            let electors = Int64.random(in: 1...20, using: &random)
            let voters = Int64.random(in: 0...electors, using: &random)
            let inFavour = Int64.random(in: 0...voters, using: &random)
            return try count("\(building)", electors, voters, [.inFavour: inFavour, .against: voters - inFavour])
        }
        let published = counts.published(least: 5)
        let unknown = zip(counts, published).filter { $1.participation == nil }.map(\.0)
        #expect(unknown.isEmpty || unknown.count == counts.count || unknown.map(\.electorate.heads).reduce(0, +) >= 5)
        let sealed = zip(counts, published).filter { $1.choices == nil }.map(\.0)
        let sums = sealed.reduce(into: (voters: Int64(0), inFavour: Int64(0))) {
            $0.voters += $1.participation?.heads ?? 0
            $0.inFavour += $1.choices?[.inFavour] ?? 0
        }
        let isHidden = sums.voters == 0 || (sums.voters >= 5 && sums.inFavour > 0 && sums.inFavour < sums.voters)
        #expect(sealed.count == counts.count || isHidden, "seed \(seed)")
    }
}
