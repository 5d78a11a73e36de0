import Model
import Pages
import Testing

@testable import Ballots

/// What pages make of counts.
@Suite struct CountsViewTests {
    private static let electorate = Samples.weight(399_99, 9)

    private static func closed(_ item: AgendaItem) throws -> Assembly {
        let basis = FrozenBasis(
            electorate: electorate, rollHash: Samples.digest("roll"), rollPosition: 1,
            rulesHash: Samples.digest("rules"), openedAt: Timestamp(microseconds: 0))
        return Assembly(
            id: try AssemblyID(parsing: "a"), title: "", closesAt: Timestamp(microseconds: 1), items: [item],
            state: .closed(basis, at: Timestamp(microseconds: 2)))
    }

    @Test(arguments: [false, true], [false, true])
    func `buildings that were read before the close are not said to hide what the close will show`(
        isPetition: Bool, isCounted: Bool
    ) throws {
        let item = AgendaItem(
            item: Samples.itemID("i"), title: "", kind: .other, form: isPetition ? .petition : .resolution)
        let paper = try Samples.paper(of: Self.closed(item), by: Samples.rules())
        let count = BuildingCount(
            building: try BuildingCode(parsing: "1"), electorate: Self.electorate,
            participation: isPetition ? nil : 6, choices: nil)

        let view = BuildingCountsView(
            BuildingCounts.Reading(isCounted: isCounted, buildings: [count]), on: item.item, of: paper,
            wording: Wording(.english))

        let withheld = view.buildings[0].withheld
        switch (isPetition, isCounted) {
        case (false, false): #expect(withheld == nil)
        case (false, true): #expect(withheld?.contains("How they chose is not shown") == true)
        case (true, false): #expect(withheld?.hasPrefix("While it runs") == true)
        case (true, true): #expect(withheld?.contains("would tell of them") == true)
        }
    }

    @Test(arguments: [(1, "Only c1 could have been elected: too few"), (0, "No candidate reached the votes")])
    func `where too few reached the votes, the page says why nobody is elected`(_ number: Int, _ reason: String) throws
    {
        let item = try Samples.election()
        let reached = try ["c1"].prefix(number).map { try CandidateCode(parsing: $0) }
        let result = ItemResult(
            electorate: Self.electorate, inFavour: Self.electorate, against: .zero, abstained: .zero,
            outcome: .rejected, election: ElectionResult(elected: reached, alternates: [], candidates: []))
        let paper = try Samples.paper(of: Self.closed(item), by: Samples.rules(), results: [item.item: result])

        let view = try ItemView(item, number: 1, of: paper, wording: Wording(.english))

        #expect(view.elected.isEmpty && view.stamp == "Not passed")
        #expect(view.whyNot.count == 1 && view.whyNot[0].hasPrefix(reason), "\(view.whyNot)")
    }

    @Test(arguments: [false, true], [false, true])
    func `hands that are counted at an event are shown by heads alone`(isByHands: Bool, isCounted: Bool) throws {
        let item = AgendaItem(
            item: Samples.itemID("i"), title: "", kind: .other, form: isByHands ? .showOfHands : .survey)
        let result = ItemResult(
            electorate: Self.electorate, inFavour: Weight(area: .zero, heads: 3), against: .zero, abstained: .zero,
            outcome: .noted)
        let paper = try Samples.paper(
            of: Self.closed(item), by: Samples.rules(), results: isCounted ? [item.item: result] : [:])

        let view = try ItemView(item, number: 1, of: paper, wording: Wording(.english))

        #expect(view.measures.map(\.name) == (isByHands ? ["By owners"] : ["By owners", "By area"]))
        #expect(view.measures[0].bars[0].details.hasPrefix(isCounted ? "3 owners / 9 owners" : "0 owners / 9 owners"))
    }
}
