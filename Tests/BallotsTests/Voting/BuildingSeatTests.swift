import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// An election whose seats are allotted to buildings (R-E-14).
@Suite(.database) struct BuildingSeatTests {
    private typealias Owner = TestCommunity.Owner

    /// Two seats, one of each building; anna and bao own in building 1, ding in building 2.
    private static func convene(
        _ community: TestCommunity, first: String = "1", second: String = "2", standsFor: String = "1",
        at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        let closesAt = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000) + 3_600_000_000)
        return try await ballots.post(
            community.path,
            """
            {"code": "2023-lifts", "title": "换届", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01", "items": [
                {"code": "seats", "title": "选举", "kind": "committeeElection", "form": "election", "election": {
                    "seats": 2, "alternates": 1, "least": 1, "ranking": "shares",
                    "seatsByBuilding": [{"building": "\(first)", "seats": 1}, {"building": "\(second)", "seats": 1}],
                    "candidates": [
                        {"candidate": "c1", "owner": "\(Owner.anna)", "building": "\(standsFor)", "nominated": "self"},
                        {"candidate": "c2", "owner": "\(Owner.bao)", "building": "\(first)",
                         "nominated": "joint", "supporters": 12},
                        {"candidate": "c3", "building": "\(second)"}]}}
            ]}
            """, as: [.committee], of: community.id)
    }

    @Test func `the second in a building waits, also in the certificate and for the counter`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            let convened = try await Self.convene(community, at: ballots)
            #expect(convened.status == 201, "\(convened.text)")
            #expect(
                convened.text.contains(#""seatsByBuilding":[{"building":"1","seats":1},{"building":"2","seats":1}]"#))
            #expect(convened.text.contains(#""nominated":"joint""#) && convened.text.contains(#""supporters":12"#))
            let opened = try await community.open(at: ballots)
            #expect(opened.status == 200, "\(opened.text)")

            let page = try await community.look(community.page, at: ballots).text
            #expect(page.contains("<li><b>Building 1: 1 seat</b></li><li>c1</li><li>c2</li>"))
            let sheet = try await community.look("\(community.page)/papers/1", as: [.operator], at: ballots).text
            #expect(sheet.contains("<p><b>Building 2: 1 seat</b></p>"))
            let mine = try await community.look("\(community.page)/mine", as: [.owner], Owner.bao, at: ballots).text
            #expect(mine.contains("<p><b>Building 1: 1 seat</b></p>"))

            for (unit, owner, choice) in [
                ("1-1-101", Owner.anna, "c1+c2"), ("1-1-201", Owner.bao, "c1+c2"), ("2-1-101", Owner.ding, "c1+c3"),
                ("2-1-201", Owner.developer, "c2+c3"),
            ] {
                #expect(try await community.vote(unit, by: owner, choice, item: "seats", at: ballots).status == 201)
            }
            #expect(try await community.close(at: ballots).status == 200)
            // 300 m² and three heads, 299.99 m² and three, 199.99 m² and two.
            let text = try await ballots.get("\(community.path)/2023-lifts", of: community.id).text
            #expect(text.contains(#""elected":["c1"]"#), "half is not more than half: \(text)")
            let (_, bundle) = try await community.recounted(at: ballots)
            #expect(bundle.contains(#""seatsByBuilding""#))
        }
    }

    @Test func `a seat for which nobody of its building has enough goes to the next, where the rules say so`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.register(with: ballots)
            let pack = try Samples.rules([.buildingSeats: "ownFirst"])
            try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            try await community.recordUnits(with: ballots)
            try await community.recordRoll(with: ballots)
            #expect(try await Self.convene(community, at: ballots).status == 201)
            #expect(try await community.open(at: ballots).status == 200)
            for (unit, owner) in [("1-1-101", Owner.anna), ("1-1-201", Owner.bao), ("2-1-101", Owner.ding)] {
                #expect(try await community.vote(unit, by: owner, "c1+c2", item: "seats", at: ballots).status == 201)
            }
            #expect(try await community.close(at: ballots).status == 200)

            let (certificate, _) = try await community.recounted(at: ballots)
            #expect(certificate.items[0].result.outcome == .passed)
            #expect(Set(certificate.items[0].result.election?.elected.map(\.description) ?? []) == ["c1", "c2"])
            #expect(certificate.rules?.buildingSeats == .ownFirst)
        }
    }

    @Test func `buildings and homes are held against the roll at the convening, and at the opening`() async throws {
        try await TestBallots.run { ballots in
            let known = try TestCommunity.small(TestCommunity.newName())
            try await known.arrive(at: ballots)
            let elsewhere = try await Self.convene(known, second: "9", at: ballots)
            #expect(elsewhere.status == 400)
            #expect(try elsewhere.fields == ["items[0].election.seatsByBuilding[1].building"])
            let stranger = try await Self.convene(known, first: "2", second: "1", standsFor: "1", at: ballots)
            #expect(try stranger.fields == ["items[0].election.candidates[1].building"], "bao owns nothing in 2")

            let early = try TestCommunity.small(TestCommunity.newName())
            try await early.register(with: ballots)
            try await early.adoptRules(with: ballots)
            #expect(try await Self.convene(early, second: "9", at: ballots).status == 201)
            try await early.recordUnits(with: ballots)
            try await early.recordRoll(with: ballots)
            let refused = try await early.open(at: ballots)
            #expect(try refused.status == 409 && refused.slug == "seats-off-roll")
            #expect(try refused.fields == ["seats.election.seatsByBuilding[1].building"])

            let other = try TestCommunity.small(TestCommunity.newName())
            try await other.register(with: ballots)
            try await other.adoptRules(with: ballots)
            #expect(try await Self.convene(other, first: "2", second: "1", standsFor: "1", at: ballots).status == 201)
            try await other.recordUnits(with: ballots)
            try await other.recordRoll(with: ballots)
            let without = try await other.open(at: ballots)
            #expect(try without.slug == "candidate-elsewhere")
            #expect(try without.fields == ["seats.election.candidates[1].building"])
        }
    }

    @Test(arguments: [false, true])
    func `who owns but a parking space in a building stands for it only where that counts`(counts: Bool) async throws {
        try await TestBallots.run { ballots in
            var community = try TestCommunity.small(TestCommunity.newName())
            community.units.append(try TestCommunity.unit("2-1-P2", 12_00, [Owner.bao], use: .parking))
            try await community.register(with: ballots, parkingCounts: counts)
            try await community.adoptRules(with: ballots)
            try await community.recordUnits(with: ballots)
            try await community.recordRoll(with: ballots)

            let reply = try await Self.convene(community, first: "2", second: "1", standsFor: "1", at: ballots)
            #expect(reply.status == (counts ? 201 : 400), "\(reply.text)")
            #expect(try reply.fields == (counts ? [] : ["items[0].election.candidates[1].building"]))
        }
    }

    @Test func `seats are allotted by the area of the roll`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            let path = "/v1/communities/\(community.id)/seat-allotment"
            func ask(_ query: String) async throws -> TestBallots.Reply {
                try await ballots.get(path + query, as: [.committee], of: community.id)
            }
            // 200 m² and 199.99 m²; parking does not count.
            let three = try await ask("?seats=3")
            #expect(
                three.text == #"{"seatsByBuilding":[{"building":"1","seats":2},{"building":"2","seats":1}]}"#,
                "\(three.text)")
            for query in ["", "?seats=0", "?seats=61", "?seats=x"] {
                let refused = try await ask(query)
                #expect(try refused.status == 400 && refused.fields == ["seats"], "\(query)")
            }
        }
    }
}
