import Foundation
import Model
import Testing

@testable import tongti

/// Votes that take the place of others, where the rules let votes be changed.
struct ScenarioVoteTests {
    @Test(
        arguments: [
            ("1-1-303,against", nil),
            (
                "1-1-303,for",
                "1-1-303 votes on item 1 a second time, after votes.csv, line 9, for 1-1-201 of the same owners; "
                    + "whoever changes a vote chooses otherwise"
            ),
            (
                "3-1-904,for",
                "3-1-904 votes on item 1 a second time, after votes.csv, line 73, for 1-1-1101 of the same owners; "
                    + "only whoever cast that one for themselves may change it"
            ),
        ] as [(String, String?)])
    func `a vote is changed by whoever cast it, and to another choice`(vote: String, message: String?) throws {
        let no = "voteChange:\n    value: \"no\""
        try ScenarioTests.withPack(replacing: no, with: "voteChange:\n    value: \"yes\"") { folder in
            let votes = folder.appending(path: "votes.csv")
            let cast = try String(contentsOf: votes, encoding: .utf8)
            try Data((cast + "2024-03-10,lifts,1,\(vote)\n").utf8).write(to: votes)
            // Of the two who own 3-1-904 as well the other one votes for it.
            let roll = folder.appending(path: "roll.csv")
            let listed = try String(contentsOf: roll, encoding: .utf8)
            let rows = ["P0099", "P0099b"].map { "3,1,9,904,89.04,dwelling,\($0),业主\($0),person,\n" }
            try #require(listed.contains(rows[0] + rows[1]))
            try Data(listed.replacing(rows[0] + rows[1], with: rows[1] + rows[0]).utf8).write(to: roll)
            guard let message else {
                _ = try Scenario(directory: folder.path)
                return
            }

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a unit votes again where the rules let votes be changed`() throws {
        let no = "voteChange:\n    value: \"no\""
        try ScenarioTests.withPack(replacing: no, with: "voteChange:\n    value: \"yes\"") { folder in
            let votes = folder.appending(path: "votes.csv")
            let cast = try String(contentsOf: votes, encoding: .utf8)
            try Data((cast + "2024-03-10,lifts,1,2-1-502,against\n").utf8).write(to: votes)

            _ = try Scenario(directory: folder.path)
        }
    }

    @Test(arguments: [(20, nil), (21, "; a vote is changed 20 times at most")] as [(Int, String?)])
    func `a vote is changed twenty times at most`(changes: Int, message: String?) throws {
        let no = "voteChange:\n    value: \"no\""
        try ScenarioTests.withPack(replacing: no, with: "voteChange:\n    value: \"yes\"") { folder in
            let cast = try String(contentsOf: folder.appending(path: "votes.csv"), encoding: .utf8)
            let more = (0..<changes).map { number in
                "2024-03-10,lifts,1,2-1-502,\(number.isMultiple(of: 2) ? "against" : "for")\n"
            }
            try ScenarioTests.write(cast + more.joined(), to: "votes.csv", in: folder)
            let told = try ScenarioTests.told(of: folder)
            #expect((told == nil) == (message == nil), "\(told ?? "")")
            if let message { #expect(told?.hasSuffix(message) == true, "\(told ?? "")") }
        }
    }

    @Test func `whoever changes a vote does so after it was cast, while others vote`() throws {
        let (works, garden) = (try #require(AssemblyID("works")), try #require(AssemblyID("garden")))
        func cast(_ voter: String, _ choice: String, _ assembly: AssemblyID) throws -> CastInStory {
            CastInStory(
                vote: ScenarioVote(
                    community: try #require(CommunityID("shuangqiao")), place: "\(voter) \(choice)",
                    assembly: assembly, item: try #require(ItemID("1")), unit: try #require(UnitCode("1-1-101")),
                    choice: choice, holder: nil),
                voter: voter)
        }
        let changing = [
            try cast("P1", "for", works), try cast("P1", "for", garden), try cast("P2", "for", works),
            try cast("P1", "against", works), try cast("P1", "abstain", works),
        ]
        let others = try (3...19).map { try cast("P\($0)", "for", works) }

        let batches = CastInStory.batches(of: changing + others)

        #expect(batches.map(\.count) == [3, 1, 16, 2])
        #expect(batches.joined().map(\.vote.place) == (changing + others).map(\.vote.place))
        #expect(CastInStory.batches(of: []).isEmpty)
    }
}
