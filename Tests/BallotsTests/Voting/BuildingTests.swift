import Foundation
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

@Suite(.database) struct BuildingTests {
    private struct Answer: Decodable {
        let buildings: [Building]

        struct Building: Decodable {
            let building: String
            let electorate: Weight
            let participation: Heads?
            let choices: [Chosen]?
        }

        struct Heads: Decodable {
            let heads: Int64
        }

        struct Chosen: Decodable, Equatable {
            let choice: String
            let heads: Int64
        }
    }

    /// Buildings 1 and 2 with two heads each, 3 and 4 with six; one of 3 also owns in 4.
    private func openAssembly(at ballots: TestBallots) async throws -> TestCommunity {
        var community = try TestCommunity.small(TestCommunity.newName())
        let both = OwnerID(UUID())
        community.units += try (1...5).map { try TestCommunity.unit("3-1-\($0)", 100_00, [OwnerID(UUID())]) }
        community.units += try (1...6).map { try TestCommunity.unit("4-1-\($0)", 50_50, [OwnerID(UUID())]) }
        community.units += [
            try TestCommunity.unit("3-1-6", 30_00, [both]), try TestCommunity.unit("4-1-7", 70_05, [both]),
        ]
        try await community.openAssembly(by: try Samples.rules([.anonymityLeast: "5"]), at: ballots)
        return community
    }

    private func vote(
        _ unit: String, _ choice: String, in community: TestCommunity, at ballots: TestBallots
    ) async throws {
        let voter = try #require(community.units.first { $0.unit.description == unit }).voter
        #expect(try await community.vote(unit, by: voter, choice, at: ballots).status == 201)
    }

    /// All of 3, one of them with the unit in 4, and five of 4.
    private func voteByBuilding(in community: TestCommunity, at ballots: TestBallots) async throws {
        for unit in ["3-1-1", "3-1-2", "3-1-3", "3-1-4", "4-1-1", "4-1-2", "4-1-3"] {
            try await vote(unit, "for", in: community, at: ballots)
        }
        for unit in ["3-1-5", "4-1-7", "4-1-4", "4-1-5"] { try await vote(unit, "against", in: community, at: ballots) }
    }

    @Test
    func `while the voting is open anybody sees how many of each building took part, after it also how they chose`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try await openAssembly(at: ballots)
            let path = "\(community.path)/2023-lifts/items/overhaul/buildings"
            try await voteByBuilding(in: community, at: ballots)

            let open = try await ballots.get(path, of: community.id).decode(Answer.self).buildings
            #expect(open.map(\.building) == ["1", "2", "3", "4"])
            // 1 and 2 have four heads together, so that another is left out with them.
            #expect(open.map { $0.participation == nil } == [true, true, false, true])
            #expect(open[2].electorate == Samples.weight(5 * 100_00 + 30_00, 6))
            #expect(open[3].electorate == Samples.weight(6 * 50_50 + 70_05, 6), "who also owns in 3 is of 3")
            #expect(open[2].participation?.heads == 6, "wherever the unit is with which they voted")
            #expect(open.allSatisfy { $0.choices == nil })

            #expect(try await community.close(at: ballots).status == 200)
            let closed = try await ballots.get(path, of: community.id).decode(Answer.self).buildings
            let chosen = [Answer.Chosen(choice: "against", heads: 2), Answer.Chosen(choice: "for", heads: 4)]
            #expect(closed.map(\.choices) == [nil, nil, chosen, nil])
        }
    }

    @Test func `the page of an item shows its buildings and says what is not shown`() async throws {
        try await TestBallots.run { ballots in
            let community = try await openAssembly(at: ballots)
            let address = "\(community.page)/buildings/overhaul"
            #expect(try await community.look(community.page, at: ballots).text.contains("href=\"\(address)\""))
            try await voteByBuilding(in: community, at: ballots)

            let open = try await community.look(address, at: ballots).text
            #expect(open.contains("Building 3") && open.contains("6 owners / 6 owners") && !open.contains("m²"))
            #expect(open.contains("so few own here") && !open.contains("Against"))
            #expect(try await community.close(at: ballots).status == 200)
            let closed = try await community.look(address, language: "zh-CN", at: ballots).text
            #expect(closed.contains("3号楼") && closed.contains("同意 4 人、反对 2 人"))
        }
    }

    @Test func `an item that is not on the agenda and a voting that is not open are refused`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            #expect(try await community.convene(at: ballots).status == 201)
            let items = "\(community.path)/2023-lifts/items"
            #expect(try await ballots.get("\(items)/none/buildings", of: community.id).slug == "unknown-item")
            #expect(try await ballots.get("\(items)/overhaul/buildings", of: community.id).slug == "not-open-yet")
            #expect(try await community.look("\(community.page)/buildings/overhaul", at: ballots).status == 409)
            #expect(!(try await community.look(community.page, at: ballots).text.contains("/buildings/")))
        }
    }
}
