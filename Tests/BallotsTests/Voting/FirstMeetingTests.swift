import Foundation
import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Ballots

/// When the owners' first meeting may be called (R-E-13).
@Suite struct FirstMeetingRuleTests {
    private static let digest = Samples.digest("request")
    private static let today = Samples.day("2023-03-01")

    private static func rules(_ changes: [RuleKey: String?]) throws -> FirstMeetingRules? {
        let none: [RuleKey: String?] = [
            .firstMeetingDelivered: "0/1", .firstMeetingYears: "0d", .firstMeetingYearsDelivered: "0/1",
            .firstMeetingRequestOwners: "0/1", .firstMeetingRequestArea: "0/1",
        ]
        return try FirstMeetingRules(try Samples.rules(none.merging(changes) { $1 }))
    }

    private static func missing(
        _ rules: FirstMeetingRules?, _ meeting: FirstMeeting?, delivered: Int64
    ) throws -> [FirstMeetingGap] {
        try #require(rules).missing(
            meeting, Delivered(whole: Samples.weight(1000_00, 101), area: Area(hundredths: delivered)), today: today,
            calendar: try WorkCalendar.announced())
    }

    private static func request(
        _ by: FirstMeeting.Request.Party = .owners, owners: Int64? = nil, area: Int64? = nil, since: String? = nil
    ) -> FirstMeeting {
        FirstMeeting(
            firstDeliveredOn: since.map(Samples.day),
            request: FirstMeeting.Request(
                by: by, owners: owners, area: area.map { Area(hundredths: $0) }, evidence: digest))
    }

    @Test func `rules without a condition ask for nothing, nor do older packs`() throws {
        #expect(try Self.rules([:]) == nil)
        #expect(try FirstMeetingRules(Samples.rules()) == nil)
    }

    @Test func `as in Beijing half must be delivered, and five of a hundred ask, or the developer`() throws {
        let beijing = try Self.rules([
            .firstMeetingDelivered: "1/2", .firstMeetingRequestOwners: "5%", .firstMeetingRequestArea: "5%",
        ])
        #expect(try Self.missing(beijing, Self.request(owners: 6), delivered: 500_00) == [])
        #expect(try Self.missing(beijing, Self.request(area: 50_00), delivered: 500_00) == [])
        #expect(try Self.missing(beijing, Self.request(.developer), delivered: 500_00) == [])
        let lacking = FirstMeetingGap.request(owners: 6, area: Area(hundredths: 50_00))
        #expect(try Self.missing(beijing, Self.request(owners: 5, area: 49_99), delivered: 500_00) == [lacking])
        #expect(
            try Self.missing(beijing, nil, delivered: 499_99) == [
                .delivered(Area(hundredths: 499_99), least: Area(hundredths: 500_00)), lacking,
            ])
    }

    private static let sinceFirst: [(String?, Int64, Bool)] = [
        ("2021-03-01", 1, true), ("2021-03-02", 1, false), ("2022-12-01", 500_00, true), (nil, 499_99, false),
    ]

    @Test(arguments: sinceFirst)
    func `as in Shanghai half is delivered, or two years have passed`(
        since: String?, delivered: Int64, mayMeet: Bool
    ) throws {
        let shanghai = try Self.rules([.firstMeetingDelivered: "1/2", .firstMeetingYears: "2y"])
        let meeting = FirstMeeting(firstDeliveredOn: since.map(Samples.day), request: nil)
        let gaps = try Self.missing(shanghai, meeting, delivered: delivered)
        #expect(gaps.isEmpty == mayMeet)
        if !mayMeet {
            let full: Day? = since.map { _ in Samples.day("2023-03-02") }
            #expect(gaps.last == .years(since: meeting.firstDeliveredOn, on: full, least: nil))
        }
    }

    @Test(arguments: [(Int64(300_00), true), (Int64(299_99), false)])
    func `as in Hangzhou the years count with three tenths delivered`(delivered: Int64, mayMeet: Bool) throws {
        let hangzhou = try Self.rules([
            .firstMeetingDelivered: "60%", .firstMeetingYears: "2y", .firstMeetingYearsDelivered: "30%",
        ])
        let meeting = FirstMeeting(firstDeliveredOn: Samples.day("2020-01-01"), request: nil)
        #expect(try Self.missing(hangzhou, meeting, delivered: delivered).isEmpty == mayMeet)
    }

    @Test func `what is said is said for a first meeting, of the past, and of a developer alone`() {
        func fields(_ meeting: FirstMeeting, _ convener: Convener? = .preparatoryGroup) -> [String] {
            meeting.faults(convener: convener, today: Self.today).map(\.field)
        }
        #expect(fields(Self.request(owners: 6, since: "2023-03-01")) == [])
        #expect(fields(Self.request(owners: 6), .committee) == ["firstMeeting"])
        #expect(fields(Self.request(owners: 6, since: "2023-03-02")) == ["firstMeeting.firstDeliveredOn"])
        #expect(
            fields(Self.request(owners: 0, area: 0)) == ["firstMeeting.request.owners", "firstMeeting.request.area"])
        #expect(fields(Self.request(.developer, owners: 6)) == ["firstMeeting.request.by"])
    }
}

@Suite(.database) struct FirstMeetingTests {
    private static let evidence = String(repeating: "0b", count: 32)

    private static func convene(
        _ community: TestCommunity, _ terms: String, at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await community.convene(
            at: ballots, terms: #""noticeOn": "2020-01-01", "convener": "preparatoryGroup""# + terms)
    }

    @Test func `a first meeting waits for what the rules ask, and says what is missing in figures`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.register(with: ballots)
            // Delivered are 300 m² of 399.99, and there are four heads.
            let pack = try Samples.rules([
                .firstMeetingDelivered: "4/5", .firstMeetingYears: "2y", .firstMeetingYearsDelivered: "1/2",
                .firstMeetingRequestOwners: "1/2", .firstMeetingRequestArea: "1/2",
            ])
            try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            try await community.recordUnits(with: ballots)
            #expect(try await Self.convene(community, "", at: ballots).slug == "roll-incomplete")
            try await community.recordRoll(with: ballots)

            let bare = try await Self.convene(community, "", at: ballots)
            #expect(try bare.status == 409 && bare.slug == "first-meeting-early", "\(bare.text)")
            #expect(
                try bare.fields == ["firstMeeting", "firstMeeting.firstDeliveredOn", "firstMeeting.request"])
            #expect(bare.text.contains("300.00 m² are delivered, and 320.00 m² have to be"), "\(bare.text)")
            #expect(bare.text.contains("at least 2 owners, or owners of 200.00 m², or by the developer"))

            func said(_ owners: Int) -> String {
                """
                , "firstMeeting": {"firstDeliveredOn": "2020-01-01",
                    "request": {"by": "owners", "owners": \(owners), "evidence": "\(Self.evidence)"}}
                """
            }
            #expect(try await Self.convene(community, said(1), at: ballots).fields == ["firstMeeting.request"])
            let convened = try await Self.convene(community, said(2), at: ballots)
            #expect(convened.status == 201, "\(convened.text)")
            #expect(
                convened.text.contains(#""firstMeeting":{"firstDeliveredOn":"2020-01-01","request":{"by":"owners""#))
        }
    }

    @Test func `a first meeting that was convened before there were rules is opened by those that there are`()
        async throws
    {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.register(with: ballots)
            try await community.recordUnits(with: ballots)
            try await community.recordRoll(with: ballots)
            #expect(try await Self.convene(community, "", at: ballots).status == 201)
            // Delivered are 300 m² of 399.99.
            func adopt(_ share: String) async throws {
                let pack = try Samples.rules([
                    .firstMeetingDelivered: share, .firstMeetingYears: "0d", .firstMeetingYearsDelivered: "0/1",
                    .firstMeetingRequestOwners: "0/1", .firstMeetingRequestArea: "0/1",
                ])
                try await ballots.receive(RulesAdopted(pack: pack, hash: try pack.hash()), of: community.id)
            }
            try await adopt("4/5")

            let early = try await community.open(at: ballots)
            #expect(try early.status == 409 && early.slug == "first-meeting-early", "\(early.text)")
            #expect(early.text.contains("300.00 m² are delivered, and 320.00 m² have to be"), "\(early.text)")
            try await adopt("3/5")
            #expect(try await community.open(at: ballots).status == 200)
        }
    }

    @Test func `where the rules say nothing nobody asks, and others call no first meeting`() async throws {
        try await TestBallots.run { ballots in
            let community = try TestCommunity.small(TestCommunity.newName())
            try await community.arrive(at: ballots)
            let said = #", "firstMeeting": {"request": {"by": "developer", "evidence": "\#(Self.evidence)"}}"#
            let other = try await community.convene(at: ballots, terms: #""noticeOn": "2020-01-01""# + said)
            #expect(try other.status == 400 && other.fields == ["firstMeeting"])
            #expect(try await Self.convene(community, "", at: ballots).status == 201)
        }
    }
}
