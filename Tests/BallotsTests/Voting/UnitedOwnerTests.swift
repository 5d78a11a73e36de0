import Foundation
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// One person whom the frozen roll knows by an id that is theirs no longer (decision 59), and who has bought or sold since.
@Suite(.database) struct UnitedOwnerTests {
    private typealias Owner = TestCommunity.Owner

    private static let kept = OwnerID(UUID())
    /// Ding, whose id in the area is another one by now.
    private static let ding = Person(
        subject: kept.description, account: UUID().uuidString, owners: [kept.description, Owner.ding.description])
    /// Somebody who has shown the document that Ding has shown, and whose account is not Ding's.
    private static let twin = Person(
        subject: OwnerID(UUID()).description, account: UUID().uuidString, alike: [Owner.ding.description])

    private func vote(
        _ unit: String, _ choice: String = "for", as person: Person, in home: String? = nil,
        _ community: TestCommunity, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(community.path)/2023-lifts/votes", #"{"item": "overhaul", "unit": "\#(unit)", "choice": "\#(choice)"}"#,
            as: [.owner], of: try home.map(CommunityID.init(parsing:)) ?? community.id, person: person)
    }

    @Test func `whoever has become one with a frozen voter votes for them, once`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            #expect(try await vote("2-1-101", as: Self.twin, community, at: ballots).slug == "not-your-unit")

            let first = try await vote("2-1-101", as: Self.ding, community, at: ballots)
            #expect(first.status == 201, "\(first.text)")
            let again = try await vote("2-1-101", "against", as: Self.ding, community, at: ballots)
            #expect(try again.slug == "already-voted")
            let former = try await community.vote("2-1-101", by: Owner.ding, "against", at: ballots)
            #expect(try former.slug == "already-voted")
            #expect(try await vote("1-1-101", as: Self.ding, community, at: ballots).slug == "not-your-unit")
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(100_00, 1))
        }
    }

    @Test func `their vote is one that they can change, see and look up`() async throws {
        try await TestBallots.run { ballots in
            let community = try await TestCommunity.changeable(at: ballots)
            #expect(try await community.vote("2-1-101", by: Owner.ding, at: ballots).status == 201)
            let changed = try await vote("2-1-101", "against", as: Self.ding, community, at: ballots)
            #expect(changed.status == 201 && changed.text.contains("replaces"), "\(changed.text)")
            let mine = try await ballots.get(
                "\(community.page)/mine", as: [.owner], of: community.id, person: Self.ding)
            #expect(mine.status == 200 && mine.text.contains("2-1-101") && mine.text.contains("<b>Against</b>"))

            _ = try await community.close(at: ballots)
            let counted = try await ballots.get(
                "\(community.path)/2023-lifts/units/2-1-101", as: [.owner], of: community.id, person: Self.ding)
            #expect(counted.status == 200 && counted.text.contains(#""choice":"against""#), "\(counted.text)")
        }
    }

    @Test func `they give proxies, take them back, and hold those that were given to them`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(proxyLimit: 2, terms: "", at: ballots)
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", by: Owner.anna, at: ballots).status == 201)
            #expect(try await vote("1-1-102", as: Self.twin, community, at: ballots).slug == "not-your-unit")
            #expect(try await vote("1-1-102", as: Self.ding, community, at: ballots).status == 201)

            let given = try await community.appoint(Owner.bao, for: "2-1-101", as: Self.ding, .owner, at: ballots)
            #expect(given.status == 201, "\(given.text)")
            let seen = try await ballots.get(
                "\(community.assembly)/proxies", as: [.owner], of: community.id, person: Self.ding)
            #expect(seen.text.contains("1-1-101") && seen.text.contains("2-1-101"), "\(seen.text)")
            let taken = try await ballots.post(
                "\(community.assembly)/proxies/2-1-101/revocation", "", as: [.owner], of: community.id,
                person: Self.ding)
            #expect(taken.status == 200, "\(taken.text)")
        }
    }

    @Test func `the owner at the opening votes, also who has sold since; the buyer is told why not`() async throws {
        try await TestBallots.run(isScenario: false) { ballots in
            var community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(at: ballots)
            let buyer = Person(subject: OwnerID(UUID()).description)
            community.units = [try TestCommunity.unit("2-1-101", 100_00, [try #require(buyer.owners.first)])]
            try await community.recordUnits(with: ballots)

            let refused = try await vote("2-1-101", as: buyer, community, at: ballots)
            #expect(try refused.status == 403 && refused.slug == "bought-later" && refused.fields == ["unit"])
            #expect(refused.text.contains("whoever was the owner at the opening on"))
            #expect(try await vote("1-1-101", as: buyer, community, at: ballots).slug == "not-your-unit")
            let page = try await community.fill(
                "vote", "item=overhaul&unit=2-1-101&choice=for", by: buyer.owners[0], language: "zh", at: ballots)
            #expect(page.status == 403 && page.text.contains("以开始时的业主名册为准"))
            let mine = try await ballots.get("\(community.page)/mine", as: [.owner], of: community.id, person: buyer)
            #expect(mine.text.contains("It is the roll of the opening"))

            // Whoever owns nothing here any more has no role here either.
            let seller = Person(subject: Owner.ding.description)
            let own = try await ballots.get(
                "\(community.page)/mine", as: [.owner], of: try CommunityID(parsing: "elsewhere"), person: seller)
            #expect(own.status == 200 && own.text.contains("2-1-101"), "\(own.status)")
            #expect(try await vote("2-1-101", as: seller, in: "elsewhere", community, at: ballots).status == 201)
            #expect(
                try await vote("2-1-101", as: buyer, in: "elsewhere", community, at: ballots).slug == "bought-later")
        }
    }

    @Test func `who has sold gives an authority, sees it and takes it back, and no stranger learns of it`()
        async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.openAssembly(proxyLimit: 2, at: ballots)
            let elsewhere = try CommunityID(parsing: "elsewhere")
            let proxies = "\(community.assembly)/proxies"
            func revoke(_ unit: String, by owner: OwnerID) async throws -> TestBallots.Reply {
                try await ballots.post(
                    "\(proxies)/\(unit)/revocation", "", as: [.owner], of: elsewhere, subject: owner.description)
            }
            let given = try await ballots.post(
                proxies,
                """
                {"unit": "2-1-101", "holder": "\(Owner.bao)", "authority": "\(TestCommunity.scan("2a"))",
                 "writtenOn": "2023-07-01", "isPropertyStaff": false}
                """, as: [.owner], of: elsewhere, subject: Owner.ding.description)
            #expect(given.status == 201, "\(given.text)")

            let stranger = OwnerID(UUID())
            for (owner, isSeen) in [(Owner.ding, true), (Owner.bao, true), (stranger, false)] {
                let seen = try await ballots.get(proxies, as: [.owner], of: elsewhere, subject: owner.description)
                #expect(seen.status == 200 && seen.text.contains("2-1-101") == isSeen, "\(seen.text)")
            }
            for unit in ["2-1-101", "1-1-101", "9-9-9"] {
                let refused = try await revoke(unit, by: stranger)
                #expect(try refused.status == 403 && refused.slug == "not-your-unit", "\(unit)")
            }
            #expect(try await revoke("2-1-101", by: Owner.bao).slug == "not-your-unit")
            #expect(try await revoke("2-1-101", by: Owner.ding).status == 200)
            #expect(try await revoke("2-1-101", by: Owner.ding).slug == "no-proxy")
        }
    }
}
