import Foundation
import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// What the pages offer where the rules let votes be changed, or put “with the majority” on the ballot.
@Suite(.database) struct ChangePageTests {
    private typealias Owner = TestCommunity.Owner

    private static func mine(
        _ community: TestCommunity, _ owner: OwnerID = Owner.anna, language: String = "en", at ballots: TestBallots
    ) async throws -> String {
        try await community.look("\(community.page)/mine", as: [.owner], owner, language: language, at: ballots).text
    }

    /// Confirms a choice and sends it; where the receipt is.
    private static func vote(
        _ form: String, in community: TestCommunity, at ballots: TestBallots
    ) async throws -> (confirm: String, receipt: String) {
        let confirm = try await community.fill("confirm", form, by: Owner.anna, at: ballots)
        #expect(confirm.status == 200, "\(confirm.text)")
        let key = try #require(confirm.hidden("key"))
        let voted = try await community.fill("vote", "\(form)&key=\(key)", by: Owner.anna, at: ballots)
        #expect(voted.status == 303, "\(voted.text)")
        return (confirm.text, try #require(voted.headers[.location]))
    }

    @Test func `an owner changes a vote by three taps and is told what it was`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            let first = try await Self.vote("item=overhaul&unit=1-1-101&choice=for", in: community, at: ballots)
            #expect(first.confirm.contains("Until the end you may change it"))
            #expect(!first.confirm.contains("the first vote counts") && !first.confirm.contains("Your choice so far"))

            let mine = try await Self.mine(community, at: ballots)
            #expect(mine.contains("Your vote has been received") && mine.contains("Your choice so far: <b>For</b>"))
            #expect(mine.ranges(of: #"name="choice" value="for""#).count == 1, "what was chosen is not asked again")
            #expect(mine.ranges(of: #"name="choice" value="against""#).count == 2)
            let same = try await community.fill(
                "confirm", "item=overhaul&unit=1-1-101&choice=for", by: Owner.anna, at: ballots)
            #expect(same.status == 409 && same.text.contains("nothing was changed"))
            #expect(same.text.contains("/receipts?code="))

            let second = try await Self.vote("item=overhaul&unit=1-1-102&choice=against", in: community, at: ballots)
            #expect(second.confirm.contains("Your choice so far: <b>For</b>"))
            #expect(second.confirm.contains("You change it to"))
            #expect(second.confirm.contains("<p class=\"chosen\">Against</p>"))
            #expect(try await Self.mine(community, at: ballots).contains("Your choice so far: <b>Against</b>"))
            let old = try await community.look(first.receipt, at: ballots)
            #expect(old.text.contains("This vote was changed at") && !old.text.contains("This vote is there"))
            let new = try await community.look(second.receipt, at: ballots)
            #expect(new.text.contains("This vote is there") && !new.text.contains("Against"))
            #expect(try await community.look(community.page, at: ballots).text.contains("Changing a vote"))
        }
    }

    @Test func `what came on paper is not shown, and not changed`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            _ = try await community.handIn(TestCommunity.paper("1-1-101", "against"), at: ballots)
            let mine = try await Self.mine(community, at: ballots)
            #expect(mine.contains("Your vote has been received") && !mine.contains("Your choice so far"))
            let refused = try await community.fill(
                "confirm", "item=overhaul&unit=1-1-101&choice=for", by: Owner.anna, language: "zh", at: ballots)
            #expect(refused.status == 409 && refused.text.contains("纸质选票或在官方平台"))
        }
    }

    @Test func `ticked candidates are ticked again`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openElection(by: Samples.changeable(), at: ballots)
            _ = try await community.vote("1-1-101", by: Owner.anna, "c+a", item: "seats", at: ballots)
            let mine = try await Self.mine(community, at: ballots)
            #expect(mine.contains(#"name="tick.a" checked>"#) && mine.contains(#"name="tick.c" checked>"#))
            #expect(mine.contains(#"name="tick.b">"#))
        }
    }

    @Test func `going with the majority is offered where the rules put it on the ballot, and nowhere else`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(proxyLimit: 0, silent: .followOption, at: ballots)
            #expect(try await Self.mine(community, language: "zh", at: ballots).contains("从多数"))
            #expect(try await Self.mine(community, at: ballots).ranges(of: #"value="follow""#).count == 2)
            let voted = try await Self.vote("item=overhaul&unit=1-1-101&choice=follow", in: community, at: ballots)
            #expect(voted.confirm.contains("With the majority"))
            let sheets = try await community.look(
                "\(community.page)/papers/1", as: [.operator], language: "zh", at: ballots)
            #expect(sheets.text.contains("从多数") && !sheets.text.contains("class=\"silence\""))

            let other = try TestCommunity.small(TestCommunity.newName())
            try await other.openAssembly(at: ballots)
            #expect(try await !Self.mine(other, at: ballots).contains(#"value="follow""#))
            let refused = try await other.fill(
                "vote", "item=overhaul&unit=1-1-101&choice=follow", by: Owner.anna, at: ballots)
            #expect(refused.status == 400 && refused.text.contains("choose for, against"))
        }
    }
}
