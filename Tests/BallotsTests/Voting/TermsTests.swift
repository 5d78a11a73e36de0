import Foundation
import LocalDistrict
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// How assemblies are held: who votes, by which way, from which day on, and until when papers come.
@Suite(.database) struct TermsTests {
    private typealias Owner = TestCommunity.Owner

    private static func community() throws -> TestCommunity {
        try TestCommunity.small("t\(UUID().uuidString.prefix(8).lowercased())")
    }

    private static func real(_ body: @escaping @Sendable (TestBallots, TestCommunity) async throws -> Void) async throws
    {
        try await TestBallots.run(isScenario: false) { ballots in
            let community = try Self.community()
            try await community.arrive(at: ballots)
            try await body(ballots, community)
        }
    }

    private static func terms(_ more: String) -> String { #""noticeOn": "2020-01-01", \#(more)"# }

    private static func buildingOne() throws -> Mandate {
        try Samples.collect([try BuildingCode(parsing: "1")], rate: "17.93")
    }

    // MARK: - Convening

    @Test func `an assembly is announced and shown with its terms`() async throws {
        try await Self.real { ballots, community in
            let hash = String(repeating: "ab", count: 32)
            let convened = try await community.convene(
                at: ballots, mandate: try Self.buildingOne(),
                terms: Self.terms(
                    #""form": "mixed", "convener": "committee", "scope": {"buildings": ["1"]}, "isInterim": true, "#
                        + #""documents": [{"title": "方案", "sha256": "\#(hash)"}]"#))

            #expect(convened.status == 201, "\(convened.text)")
            let event = try #require(try await ballots.published(AssemblyConvened.self, of: community.id).first)
            #expect(event.form == .mixed && event.convener == .committee && event.isInterim == true)
            #expect(event.electorate == .buildings([try BuildingCode(parsing: "1")]))
            #expect(event.noticeOn == Samples.day("2020-01-01"))
            #expect(event.documents?.map(\.title) == ["方案"])
            let course = try convened.decode(CourseText.self).course
            #expect(course.phase == "convened" && course.form == "mixed" && course.scope?.buildings == ["1"])
        }
    }

    @Test func `terms that cannot be are refused with their fields`() async throws {
        try await Self.real { ballots, community in
            let hash = String(repeating: "ab", count: 32)
            let answer = try await community.convene(
                at: ballots,
                terms:
                    #""noticeOn": "2999-01-01", "papersUntil": "2020-01-01T00:00:00+08:00", "revoteOf": "2023-lifts", "#
                    + #""scope": {"buildings": ["1", "1"]}, "documents": [{"title": "", "sha256": "\#(hash)"}]"#)

            #expect(answer.status == 400)
            #expect(
                Set(try answer.fields) == [
                    "closesAt", "noticeOn", "papersUntil", "revoteOf", "scope.buildings", "documents[0].title",
                    "items[0].mandate.scope.buildings",
                ])
            for scope in [
                "{}", #"{"buildings": []}"#, #"{"buildings": ["1"], "entrances": ["1-1"]}"#, #"{"entrances": ["1"]}"#,
            ] {
                #expect(
                    try await community.convene(at: ballots, terms: Self.terms(#""scope": \#(scope)"#)).status == 400)
            }
            #expect(try await ballots.published(AssemblyConvened.self, of: community.id).isEmpty)
        }
    }

    @Test(arguments: [
        (
            "committeeElection",
            #"{"kind": "seatCommittee", "body": "committee-1"}, "form": "election", "election": {"seats": 1, "#
                + #""alternates": 0, "least": 1, "ranking": "shares", "candidates": [{"candidate": "a"}]}"#
        ),
        ("rulesOfProcedure", #"{"kind": "adoptRules", "document": "\#(TestCommunity.scan("ab"))"}"#),
        ("other", #"{"kind": "mergeCommunities", "from": ["one", "two"]}"#),
    ])
    func `some buildings decide nothing that is about the whole community`(_ kind: String, _ mandate: String)
        async throws
    {
        try await Self.real { ballots, community in
            let closesAt = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 3_600) * 1_000_000)
            func convene(_ code: String, _ scope: String) async throws -> TestBallots.Reply {
                try await ballots.post(
                    community.path,
                    """
                    {"code": "\(code)", "title": "会议", "closesAt": "\(closesAt)", "noticeOn": "2020-01-01"\(scope),
                     "items": [
                        {"code": "any", "title": "提案", "kind": "other"},
                        {"code": "whole", "title": "事项", "kind": "\(kind)", "mandate": \(mandate)}
                    ]}
                    """, as: [.committee], of: community.id)
            }
            for scope in [#"{"buildings": ["1"]}"#, #"{"buildings": ["1", "2"]}"#, #"{"entrances": ["1-1"]}"#] {
                let refused = try await convene("part", ", \"scope\": \(scope)")
                #expect(refused.status == 400, "\(refused.text)")
                #expect(try refused.fields == ["items[1].mandate"])
            }
            let whole = try await convene("whole", "")
            #expect(whole.status == 201, "\(whole.text)")
        }
    }

    @Test func `one building does not vote on the money that all have paid`() async throws {
        try await Self.real { ballots, community in
            #expect(try await community.convene("2022-lifts", at: ballots).status == 201)
            let spend = Mandate.Spend(
                cap: Money(fen: 1), scope: Mandate.Scope(buildings: [try BuildingCode(parsing: "1")]),
                campaign: try CampaignID(parsing: "2022-lifts-overhaul"))
            let refused = try await community.convene(
                at: ballots, mandate: .spend(spend), terms: Self.terms(#""scope": {"buildings": ["1"]}"#))

            #expect(refused.status == 400)
            #expect(try refused.fields == ["items[0].mandate.scope.buildings"])
            #expect(try await ballots.published(AssemblyConvened.self, of: community.id).count == 1)
        }
    }

    // MARK: - Opening

    @Test func `without a notice that is old enough nothing is opened`() async throws {
        try await TestBallots.run { ballots in
            let community = try Self.community()
            try await community.arrive(at: ballots)
            try ballots.calendar.set(day: Samples.day("2023-03-01"))
            #expect(try await community.convene(at: ballots, terms: #""form": "mixed""#).status == 201)
            for day in ["2023-03-01", "2023-03-16"] {
                try ballots.calendar.set(day: Samples.day(day))
                let early = try await community.open(at: ballots)
                #expect(early.status == 409)
                #expect(try early.slug == "too-early-to-open")
                #expect(early.text.contains("2023-03-17"))
            }
            try ballots.calendar.set(day: Samples.day("2023-03-17"))

            #expect(try await community.open(at: ballots).status == 200)
        }
    }

    @Test
    func `a closing before a voting could end is refused when it is convened, one after the longest when it is opened`()
        async throws
    {
        try await Self.real { ballots, community in
            let tooShort = try await community.convene(at: ballots, terms: #""form": "written""#)
            #expect(try tooShort.fields == ["closesAt"], "the notice is today's, and the voting would end in an hour")

            _ = try await community.convene(at: ballots, closesIn: .seconds(70 * 86_400))
            #expect(try await community.open(at: ballots).slug == "voting-window")
        }
    }

    @Test func `papers cannot be entered for longer than the rules let them`() async throws {
        try await Self.real { ballots, community in
            let late = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 20 * 86_400) * 1_000_000)
            _ = try await community.convene(at: ballots, terms: Self.terms(#""papersUntil": "\#(late)""#))

            #expect(try await community.open(at: ballots).slug == "papers-until")
        }
    }

    @Test
    func `where only official votes bind, one that takes electronic votes is opened by an official platform only`()
        async throws
    {
        for (basis, isOpened) in [(nil, false), ("市建委〔2023〕1 号", true)] as [(String?, Bool)] {
            let settings: [String: ConfigValueText] =
                basis.map { ["ballots.electronic.basis": ConfigValueText($0)] } ?? [:]
            try await TestBallots.run(isScenario: false, settings: settings.mapValues(\.value)) { ballots in
                let community = try Self.community()
                try await community.arrive(at: ballots)
                let pack = try Samples.rules([.electronicVote: "official"])
                try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
                _ = try await community.convene("any", item: "a", at: ballots)
                _ = try await community.convene(
                    "paper", item: "b", at: ballots, terms: Self.terms(#""form": "written""#))

                #expect(try await community.open("any", at: ballots).status == (isOpened ? 200 : 409))
                #expect(try await community.open("paper", at: ballots).status == 200)
                #expect(try await community.course("any", at: ballots).electronicBasis == basis)
                #expect(try await community.course("paper", at: ballots).electronicBasis == nil, "nobody votes online")
                if let basis {
                    let page = try await community.look("/assemblies/\(community.id)/any", at: ballots)
                    #expect(page.text.contains("Online votes are official by") && page.text.contains(basis))
                }
            }
        }
    }

    @Test func `an assembly on paper takes no electronic vote`() async throws {
        try await Self.real { ballots, community in
            let pack = try Samples.rules(proxyLimit: 1)
            try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            _ = try await community.convene(at: ballots, terms: Self.terms(#""form": "written""#))
            _ = try await community.open(at: ballots)

            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).slug == "on-paper-only")
            #expect(try await community.appoint(Owner.ding, for: "1-1-101", by: Owner.anna, at: ballots).status == 201)
            let byHolder = try await community.vote("1-1-101", by: Owner.ding, at: ballots)
            #expect(try byHolder.slug == "on-paper-only", "nor from who stands for an owner")
            #expect(try await community.handIn(TestCommunity.paper("1-1-101"), at: ballots).status == 200)
        }
    }

    // MARK: - Who votes

    @Test func `in a building's voting only its units count`() async throws {
        try await Self.real { ballots, community in
            _ = try await community.convene(
                at: ballots, mandate: try Self.buildingOne(), terms: Self.terms(#""scope": {"buildings": ["1"]}"#))

            let opened = try await community.open(at: ballots)

            #expect(opened.status == 200, "\(opened.text)")
            #expect(try opened.decode(AssemblyText.self).electorate == Samples.weight(200_00, 2))
            let event = try #require(try await ballots.published(AssemblyOpened.self, of: community.id).first)
            #expect(event.electorate == Samples.weight(200_00, 2))
            #expect(try await community.vote("2-1-101", by: Owner.ding, at: ballots).slug == "unknown-unit")
            #expect(try await community.vote("1-1-102", by: Owner.anna, at: ballots).status == 201)
            #expect(try await community.show(at: ballots).items[0].participation == Samples.weight(100_00, 1))
        }
    }

    @Test func `places that are not on the roll, or where nobody votes, keep an assembly from opening`() async throws {
        try await Self.real { ballots, community in
            for (code, scope, slug) in [
                ("a", #"{"buildings": ["1", "9"]}"#, "unknown-places"),
                ("b", #"{"entrances": ["1-9"]}"#, "unknown-places"),
            ] {
                _ = try await community.convene(
                    code, item: code, at: ballots, mandate: try Self.buildingOne(),
                    terms: Self.terms(#""scope": \#(scope)"#))
                #expect(try await community.open(code, at: ballots).slug == slug)
            }
            var parking = community
            parking.units.append(
                try TestCommunity.unit("7-1-P1", 10_00, [Owner.ding], use: .parking))
            try await parking.recordUnits(with: ballots)
            try await parking.recordRoll(with: ballots)
            let mandate = try Samples.collect([try BuildingCode(parsing: "7")])
            _ = try await community.convene(
                "c", item: "c", at: ballots, mandate: mandate, terms: Self.terms(#""scope": {"buildings": ["7"]}"#))
            #expect(try await community.open("c", at: ballots).slug == "nobody-votes")
        }
    }

    @Test func `an entrance does not decide what the rest of its building pays`() async throws {
        try await Self.real { ballots, community in
            var larger = community
            larger.units.append(try TestCommunity.unit("1-2-101", 50_00, [Owner.chen]))
            try await larger.recordUnits(with: ballots)
            try await larger.recordRoll(with: ballots)
            let scopes = [("part", #"{"entrances": ["1-1"]}"#, 409), ("whole", #"{"entrances": ["1-1", "1-2"]}"#, 200)]
            for (code, scope, status) in scopes {
                _ = try await community.convene(
                    code, item: code, at: ballots, mandate: try Self.buildingOne(),
                    terms: Self.terms(#""scope": \#(scope)"#))
                let opened = try await community.open(code, at: ballots)
                #expect(opened.status == status, "\(opened.text)")
                if status == 409 {
                    #expect(try opened.slug == "beyond-electorate" && opened.fields == ["\(code).mandate"])
                }
            }
        }
    }

    @Test func `a stranger counts the bundle of a building's voting with its terms`() async throws {
        try await TestBallots.run { ballots in
            let community = try Self.community()
            try await community.arrive(at: ballots)
            let later = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 3 * 86_400) * 1_000_000)
            _ = try await community.convene(
                at: ballots, mandate: try Samples.collect([try BuildingCode(parsing: "2")]),
                terms: Self.terms(
                    #""form": "mixed", "papersUntil": "\#(later)", "scope": {"entrances": ["2-1"]}"#))
            #expect(try await community.open(at: ballots).status == 200)
            #expect(try await community.vote("2-1-101", by: Owner.ding, at: ballots).status == 201)
            #expect(try await community.handIn(TestCommunity.paper("2-1-202", "against"), at: ballots).status == 200)
            #expect(try await community.close(at: ballots).status == 200)
            try await ballots.service.certify()

            let bundle = try await ballots.get("\(community.path)/2023-lifts/bundle", as: [.auditor], of: community.id)
            let recount = try await Recount.run(bundle.body)

            #expect(recount.status == .exited(0), "\(recount.complaint)")
            let certificate = try CanonicalJSON.decode(Certificate.self, from: Array(recount.certificate.utf8))
            #expect(certificate.form == .mixed && certificate.papersUntil == later)
            #expect(certificate.scope == .entrances([try EntranceName(parsing: "2-1")]))
            #expect(certificate.electorate == Samples.weight(199_99, 2))
            #expect(certificate.units == 8 && certificate.ballots == 2)
        }
    }

    // MARK: - Papers after the voting

    @Test func `papers signed in time are entered after the voting, electronic votes and late signatures are not`()
        async throws
    {
        try await Self.real { ballots, community in
            let papers = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 3_600) * 1_000_000)
            _ = try await community.convene(
                at: ballots, closesIn: .seconds(3), terms: Self.terms(#""papersUntil": "\#(papers)""#))
            #expect(try await community.open(at: ballots).status == 200)
            let closesAt = try await community.show(at: ballots).closesAt
            try await ballots.waitForDatabaseClock(closesAt)

            #expect(try await community.show(phaseAt: ballots) == "awaitingPapers")
            #expect(try await community.vote("1-1-101", by: Owner.anna, at: ballots).slug == "voting-closed")
            #expect(try await community.handIn(TestCommunity.paper("1-1-101"), at: ballots).status == 200)
            let official = "2-1-101,overhaul,for,"
            let late = try await community.bringIn("\(official)\(closesAt)\n", at: ballots)
            #expect(late.status == 422, "cast on the platform when the voting was over: \(late.text)")
            let inTime = try await community.bringIn("\(official)2023-07-09T10:00:00+08:00\n", at: ballots)
            #expect(inTime.status == 200, "\(inTime.text)")
            let early = try await community.close(at: ballots)
            #expect(try early.slug == "not-due" && early.text.contains("from \(papers) on"), "\(early.text)")
            #expect(
                try await community.extend(to: papers, at: ballots).slug == "voting-closed",
                "the voting is over, whatever may still be entered")

            try await ballots.pool.withConnection { connection in
                try await connection.execute(
                    "UPDATE assembly SET papers_until = clock_timestamp() WHERE community = \(community.id)")
            }
            let over = try await community.handIn(TestCommunity.paper("1-1-201"), at: ballots)
            #expect(try over.slug == "voting-closed" && over.text.contains("Entries were taken until"))
        }
    }
}
