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
            participation: voters, choices: choices)
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
            try count("1", 60, 40, [.inFavour: 35, .against: 5]), try count("2", 60, 5, [.inFavour: 3, .abstain: 2]),
            try count("3", 60, 0, [:]),
        ]
        #expect(counts.published(least: 5) == counts)
        #expect(counts.tellChoices)
    }

    @Test func `a building of few is not shown, nor what would tell of it by difference`() throws {
        let few = [try count("1", 60, 40), try count("2", 30, 20), try count("3", 4, 3)]
        #expect(shown(few).participation == ["1"], "building 3 is what the whole has more than 1 and 2")
        let enough = [try count("1", 60, 40), try count("2", 30, 20), try count("3", 4, 3), try count("4", 4, 2)]
        #expect(shown(enough).participation == ["1", "2"], "3 and 4 hide in each other")
        #expect(shown([try count("1", 1, 1)], least: nil).participation.isEmpty)
        #expect(shown([try count("1", 2, 1)], least: nil).participation.isEmpty)
        #expect(shown([try count("1", 3, 2)], least: nil).participation == ["1"])
    }

    @Test func `nobody is seen to vote, however many could`() throws {
        #expect(shown([try count("1", 60, 1), try count("2", 60, 0)]).participation == [], "it would be known where")
        #expect(shown([try count("1", 60, 4), try count("2", 60, 9), try count("3", 60, 8)]).participation == ["2"])
        #expect(shown([try count("1", 60, 5), try count("2", 60, 0)]).participation == ["1", "2"])
    }

    @Test func `of a petition no building is shown in which all or all but one signed`() throws {
        func shown(_ counts: [BuildingCount]) -> [String] {
            counts.published(least: 5, isPetition: true).filter { $0.participation != nil }.map(\.building.description)
        }
        #expect(shown([try count("1", 60, 58), try count("2", 30, 0)]) == ["1", "2"])
        #expect(shown([try count("1", 60, 59)]).isEmpty)
        #expect(shown([try count("1", 60, 60)]).isEmpty)
        let all = [try count("1", 60, 40), try count("2", 30, 20), try count("3", 20, 20)]
        #expect(shown(all) == ["1"], "building 3 is what the whole has more than 1 and 2")
        #expect(all.published(least: 5) == all, "who took part in another item does not say how they chose")
    }

    @Test func `choices that are all alike are not shown, nor what would tell of them by difference`() throws {
        let counts = [
            try count("1", 60, 40, [.inFavour: 35, .against: 5]), try count("2", 60, 30, [.inFavour: 25, .against: 5]),
            try count("3", 60, 20, [.inFavour: 20]),
        ]
        #expect(shown(counts).participation == ["1", "2", "3"])
        #expect(shown(counts).choices == ["1"], "with 2 it is not known who of the fifty objected")
        #expect(shown(counts, least: nil).choices.isEmpty, "without a number in the rules nothing is shown")
        let one = [try count("1", 60, 40, [.inFavour: 39, .against: 1])]
        #expect(shown(one).choices.isEmpty, "whoever objected would know it of all others")
    }

    @Test func `of an election each candidate decides whether all are alike`() throws {
        let c1 = Choice.candidates([try CandidateCode(parsing: "c1")])
        let c2 = Choice.candidates([try CandidateCode(parsing: "c2")])
        #expect(shown([try count("1", 60, 40, [c1: 40, c2: 12])]).choices.isEmpty, "all ticked the first")
        #expect(shown([try count("1", 60, 40, [c1: 39, c2: 12])]).choices.isEmpty)
        #expect(shown([try count("1", 60, 40, [c1: 38, c2: 12])]).choices == ["1"])
    }

    @Test func `the only building tells no more than the result`() throws {
        #expect(!(try [count("1", 60, 40, [.inFavour: 30, .against: 10])].tellChoices))
        let other = try count("2", 60, 0, [:])
        #expect(!(try [count("1", 60, 40, [.inFavour: 30, .against: 10]), other].tellChoices))
        #expect(!(try [count("1", 60, 40), count("2", 60, 40)].tellChoices))
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `whatever the counts, what is hidden hides together`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let counts = try (1...Int.random(in: 1...8, using: &random)).map { building in
            let electors = Int64.random(in: 1...20, using: &random)
            let voters = Int64.random(in: 0...electors, using: &random)
            let inFavour = Int64.random(in: 0...voters, using: &random)
            let choices: [Choice: Int64] = [.inFavour: inFavour, .against: voters - inFavour]
            return try count("\(building)", electors, voters, choices.filter { $0.value > 0 })
        }
        let published = counts.published(least: 5)
        let unknown = zip(counts, published).filter { $1.participation == nil }.map(\.0)
        let unseen = unknown.compactMap(\.participation).reduce(0, +)
        #expect(unknown.isEmpty || unknown.count == counts.count || unknown.map(\.electorate.heads).reduce(0, +) >= 5)
        #expect(unknown.count == counts.count || unseen == 0 || unseen >= 5, "seed \(seed)")
        let sealed = zip(counts, published).filter { $1.choices == nil }.map(\.0)
        let sums = sealed.reduce(into: (voters: Int64(0), inFavour: Int64(0))) {
            $0.voters += $1.participation ?? 0
            $0.inFavour += $1.choices?[.inFavour] ?? 0
        }
        let isHidden = sums.voters == 0 || (sums.voters >= 5 && (2...sums.voters - 2).contains(sums.inFavour))
        #expect(sealed.count == counts.count || isHidden, "seed \(seed)")
    }
}
