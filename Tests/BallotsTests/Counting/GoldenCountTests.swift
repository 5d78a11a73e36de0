import Foundation
import Model
import TestSupport
import Testing

@testable import Ballots

/// The golden cases that `deploy/verify/recount.py` is held to as well (Tests/recount/golden).
@Suite struct GoldenCountTests {
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let participation: Terms
        let approval: [String: Terms]
        let silentBallots: RulePack.SilentBallotPolicy
        let choices: [RuleKey: String]?
        let rollHash: Digest256
        let heads: [String: Area]
        let items: [Item]
        let ballots: [Ballot]
        let invalid: [Invalid]
        let delivered: [Delivered]
        let returned: [String: Int64]?
        let shows: [Show]?
        let closesAt: Timestamp?
        let results: [String: ItemResult]

        struct Terms: Decodable {
            let ratio: Ratio
            let comparison: Ratio.Comparison
        }

        struct Item: Decodable {
            let item: ItemID
            let title: String
            let matter: MatterKind
            let alsoMatters: [MatterKind]?
            let form: ItemForm?
            let election: Election?
            let group: GroupCode?
            let share: Ratio?
        }

        struct Ballot: Decodable {
            let item: ItemID
            let head: HeadID
            let choice: Choice
        }

        struct Invalid: Decodable {
            let item: ItemID
            let head: HeadID
        }

        struct Delivered: Decodable {
            let head: HeadID
            let warned: Bool
            let papers: Int64
            let on: Day?
        }

        struct Show: Decodable {
            let item: ItemID
            let inFavour: Int64
            let against: Int64
            let abstained: Int64
        }

        var testDescription: String { name }
    }

    static let file = Result { try read("cases") }
    /// Elections that allot their seats to buildings (R-E-14).
    static let buildings = Result { try read("buildings") }
    /// What no source lays down and a pack says (docs/decisions/0049).
    static let choices = Result { try read("choices") }

    /// Votings that end at or near a day's last moment (R-X-07).
    static let midnight = Result { try read("midnight") }

    private static func read(_ name: String) throws -> [Case] {
        try Data(contentsOf: URL(filePath: SourceRoot.path + "/Tests/recount/golden/\(name).jsonl"))
            .split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(Case.self, from: $0) }
    }

    static var cases: [Case] {
        [file, buildings, choices, midnight].flatMap { file in
            switch file {
            case .success(let cases): cases
            // The first test says why.
            case .failure: [Case]()
            }
        }
    }

    @Test func `there are three hundred, and more of elections by building, of choices and of endings`() throws {
        #expect(try Self.file.get().count == 300)
        #expect(try Self.buildings.get().count == 17)
        #expect(try Self.choices.get().count == 32)
        #expect(try Self.midnight.get().count == 4)
    }

    @Test(arguments: cases)
    func `a golden case is counted as it says`(_ example: Case) throws {
        let results = try example.count()
        #expect(Set(results.keys.map(\.description)) == Set(example.results.keys))
        for (item, result) in results { #expect(result == example.results[item.description], "item \(item)") }
    }
}

extension GoldenCountTests.Case {
    func count() throws -> [ItemID: ItemResult] {
        let basis = CountingBasis(
            electorate: try weight(of: Set(heads.keys.map { try #require(HeadID($0)) })), rules: try pack(),
            rollHash: rollHash)
        let counted = try items.map { item in
            let item = AgendaItem(
                item: item.item, title: item.title, kind: item.matter, form: item.form, alsoKinds: item.alsoMatters,
                election: item.election, group: item.group, share: item.share)
            return (item, try tally(item).result(of: item, try returns(item), by: basis))
        }
        return Dictionary(uniqueKeysWithValues: basis.settle(counted).map { ($0.item.item, $0.result) })
    }

    private func tally(_ item: AgendaItem) throws -> Tally {
        var tally = Tally()
        for ballot in ballots where ballot.item == item.item {
            try tally.add(try weight(of: [ballot.head]), to: ballot.choice)
        }
        return tally
    }

    private func returns(_ item: AgendaItem) throws -> Returns {
        let voted = Set(ballots.filter { $0.item == item.item }.map(\.head))
        let invalid = Set(invalid.filter { $0.item == item.item }.map(\.head)).subtracting(voted)
        let inTime = delivered.filter { delivery in
            guard let on = delivery.on, let closesAt else { return true }
            return on <= closesAt.lastDay
        }
        let warned = Set(inTime.filter(\.warned).map(\.head))
        return Returns(
            silent: try weight(of: warned.subtracting(voted).subtracting(invalid)), invalid: try weight(of: invalid),
            papers: returned?[item.item.description] ?? 0,
            papersIssued: delivered.isEmpty ? nil : delivered.map(\.papers).reduce(0, +),
            isRegisterComplete: delivered.count == heads.count,
            hands: shows?.first { $0.item == item.item }.map {
                Returns.Hands(inFavour: $0.inFavour, against: $0.against, abstained: $0.abstained)
            })
    }

    private func weight(of some: Set<HeadID>) throws -> Weight {
        var sum = Weight.zero
        for head in some { sum = try sum.adding(Weight(area: try #require(heads[head.description]), heads: 1)) }
        return sum
    }

    private func pack() throws -> RulePack {
        func threshold(_ terms: Terms) -> RulePack.Threshold {
            RulePack.Threshold(ratio: terms.ratio, comparison: terms.comparison, source: "golden", grade: .design)
        }
        var kinds: [MatterKind: RulePack.Threshold] = [:]
        for (kind, terms) in approval { kinds[try #require(MatterKind(rawValue: kind))] = threshold(terms) }
        return RulePack(
            jurisdiction: "national", version: "golden", participation: threshold(participation), approval: kinds,
            duplicates: RulePack.Choice(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: RulePack.Choice(policy: silentBallots, source: "golden", grade: .design),
            parameters: choices?.mapValues { RulePack.Parameter(value: $0, source: "golden", grade: .design) })
    }
}
