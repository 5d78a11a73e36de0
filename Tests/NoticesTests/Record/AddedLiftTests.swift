import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Lifts that are to be added, on the board.
@Suite(.serialized) struct AddedLiftTests {
    private static let area: CommunityID = Samples.parsed("xinyi")

    /// The lifts 1-1-A and 2-1-A are to be added; 1-1-B is there, and an order for it came with its building.
    private static let story: [any DistrictEvent] =
        Story.registry + Story.ballots + Story.closing + Story.opening + plans

    private static let plans: [any DistrictEvent] =
        [lift("1-1-B", installedOn: "2011-09-01")]
        + Samples.lifts.map { lift in
            OrderPlanned(
                order: Samples.parsed("2023-lifts-collect.\(lift)"), campaign: Samples.campaign, lift: lift,
                works: Mandate.Works(work: .addition, workClass: .installation))
        }

    @Test(.database) func `a lift that is to be added is in use when it is given over, and not before`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            var seen = [try await Self.lifts(notices)]
            for step in Story.works.prefix(5) {
                try await notices.receive([step])
                seen.append(try await Self.lifts(notices))
            }

            #expect(
                seen.map { $0[0] } == [
                    "held, not in use", "released, not in use", "under-work, not in use",
                    "inspection-failed, not in use", "inspection-passed, not in use", "returned, in use",
                ])
            #expect(seen.allSatisfy { $0[1...] == ["held, in use", "held, not in use"] })
            let board: BoardFigures = try await notices.read("board")
            #expect([board.lifts, board.liftsDone, board.liftsOutOfUse] == [3, 1, 1])
        }
    }

    @Test(.database) func `nothing is said to be out of use or back in use that was never there`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + Story.works)

            let chinese = try await notices.get(
                "/v1/communities/runfeng/notices", of: Samples.community, headers: [.acceptLanguage: "zh-CN"])
            #expect(chinese.text.contains("1号楼1单元A梯投入使用"))
            #expect(!chinese.text.contains("恢复使用") && !chinese.text.contains("暂停使用"))
            let english = try await notices.get("/v1/communities/runfeng/notices").text
            #expect(english.contains("Building 1, entrance 1, lift A is in use"))
            #expect(!english.contains("back in use") && !english.contains("out of use"))
            #expect(english.contains("It does not come into use until it is put right and passes."))
            let one = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(one.contains("加装完成，正常使用") && one.contains("在用，加装待筹集"))
            let community = try await notices.get("/c/runfeng?lang=zh").text
            #expect(community.contains("完工并投入使用") && !community.contains("恢复使用"))
            #expect(try await !notices.get("/c/runfeng?lang=en").text.contains("ack in use"))
            #expect(try await notices.get("/c/runfeng/2?lang=zh").text.contains("尚未建成，加装待筹集"))
            #expect(try await notices.get("/c/runfeng/2?lang=en").text.contains("Not built yet, installation waits"))
        }
    }

    @Test(.database) func `works on a lift that is there put it out of use and back, though they are to add one`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let order: OrderID = Samples.parsed("2023-lifts-collect.1-1-B")
            try await notices.receive(Self.story)
            try await notices.receive([
                OrderStarted(order: order, lift: Samples.lifts[1], startedOn: Samples.day("2023-04-13")),
                InspectionRecorded(
                    order: order, lift: Samples.lifts[1], result: .failed, certificate: "JX-1",
                    inspectedOn: Samples.day("2023-04-20")),
                LiftReturned(order: order, lift: Samples.lifts[1], returnedOn: Samples.day("2023-04-26")),
            ])

            let path = "/v1/communities/runfeng/notices?building=1&limit=3"
            let english: NoticesAnswer = try await notices.get(path).decode()
            #expect(english.notices[0].title == "Building 1, entrance 1, lift B is back in use")
            #expect(english.notices[1].text.contains("It stays out of use until it is put right and passes."))
            #expect(english.notices[2].text.contains("The lift is out of use meanwhile"))
            let chinese: NoticesAnswer = try await notices.get(
                path, of: Samples.community, headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            #expect(chinese.notices[0].title.hasSuffix("恢复使用"))
            #expect(chinese.notices[1].text.hasSuffix("不恢复使用。"))
            #expect(chinese.notices[2].text.contains("施工期间暂停使用"))
        }
    }

    private static let doors: OrderID = Samples.parsed("2023-doors.1-1-A")
    private static let doorsPlanned: any DistrictEvent = OrderPlanned(
        order: doors, campaign: Samples.campaign, lift: Samples.lifts[0], works: Samples.mandate.releases)
    private static let doorsBegin: [any DistrictEvent] = [doorsPlanned, doorsStarted(on: "2023-04-13")]
    private static let doorsEnd: any DistrictEvent = LiftReturned(
        order: doors, lift: Samples.lifts[0], returnedOn: Samples.day("2023-06-30"))

    private static func doorsStarted(on day: String) -> any DistrictEvent {
        OrderStarted(order: doors, lift: Samples.lifts[0], startedOn: Samples.day(day))
    }

    /// The last notice of building 1.
    private static func latest(
        _ notices: NoticesHarness
    ) async throws -> (english: NoticesAnswer.Item, chinese: NoticesAnswer.Item) {
        func notice(in language: String) async throws -> NoticesAnswer.Item {
            let answer: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices?building=1&limit=1", of: Samples.community,
                headers: [.acceptLanguage: language]
            ).decode()
            return try #require(answer.notices.first)
        }
        return (try await notice(in: "en"), try await notice(in: "zh-CN"))
    }

    @Test(.database, arguments: [true, false])
    func `an added lift comes into use by the last order that returns it, whichever that is`(doorsLast: Bool)
        async throws
    {
        try await NoticesHarness.run { notices in
            let addition = Array(Story.works.prefix(5))
            let (first, last) =
                doorsLast ? (addition, [Self.doorsEnd]) : (addition.dropLast() + [Self.doorsEnd], [addition[4]])
            try await notices.receive(Self.story + Self.doorsBegin)
            try await notices.receive(first)
            #expect(try await Self.latest(notices).chinese.title.hasSuffix("尚未投入使用"))
            let page = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(!page.contains("暂停使用"))

            try await notices.receive(last)

            let notice = try await Self.latest(notices)
            #expect(notice.english.title == "Building 1, entrance 1, lift A is in use")
            #expect(notice.chinese.title.hasSuffix("1号楼1单元A梯投入使用"))
            #expect(try await Self.lifts(notices)[0].hasSuffix(", in use"))
        }
    }

    @Test(.database) func `an added lift that other works keep from being used is not in use yet`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + Self.doorsBegin)
            try await notices.receive(Array(Story.works.prefix(5)))

            let notice = try await Self.latest(notices)
            #expect(notice.english.title == "Building 1, entrance 1, lift A: installation done, not in use yet")
            #expect(notice.english.text.hasSuffix("the lift does not come into use until they are done."))
            #expect(notice.chinese.title.hasSuffix("加装已完工，尚未投入使用"))
            #expect(notice.chinese.text.hasSuffix("结束以前电梯不投入使用。"))
        }
    }

    /// The addition gives the lift back on the 26th, which is recorded at 10:00.
    @Test(
        .database,
        arguments: [
            ("2023-04-26", "09:59", false), ("2023-04-26", "10:00", true), ("2023-04-26", "10:01", true),
            ("2023-04-25", "10:01", false),
        ])
    func `works find an added lift there unless they began before it was given back`(
        day: String, time: String, isThere: Bool
    ) async throws {
        try await NoticesHarness.run { notices in
            let back: (any DistrictEvent, Timestamp) = (Story.works[4], Samples.parsed("2023-04-26T10:00:00+08:00"))
            let recorded: Timestamp = Samples.parsed("2023-04-26T\(time):00+08:00")
            let begin: (any DistrictEvent, Timestamp) = (Self.doorsStarted(on: day), recorded)
            try await notices.receive(Self.story + Story.works.prefix(4))
            try await notices.receive([Self.doorsPlanned])
            for (fact, moment) in time < "10:00" ? [begin, back] : [back, begin] {
                try await notices.receive(fact, of: Samples.community, at: moment)
            }

            let notice = try await Self.latest(notices)
            #expect(notice.english.text.contains("The lift is out of use meanwhile") == isThere)
            #expect(notice.chinese.text.contains("施工期间暂停使用") == isThere)
            let page = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(page.contains("施工中，暂停使用") == isThere)
            #expect(page.contains("施工中，尚未投入使用") != isThere)

            try await notices.receive([Self.doorsEnd])
            #expect(try await Self.latest(notices).chinese.title.hasSuffix(isThere ? "恢复使用" : "投入使用"))
            #expect(try await Self.lifts(notices)[0] == "returned, in use")
        }
    }

    /// The addition gives the lift back on the 26th, which is recorded at 10:00.
    ///
    /// A return that was parked is applied after what was recorded later.
    @Test(
        .database,
        arguments: [
            ("2023-04-25", "10:01", true, false), ("2023-04-25", "10:01", false, false),
            ("2023-04-26", "09:59", true, false), ("2023-04-26", "09:59", false, false),
            ("2023-04-26", "10:00", true, true), ("2023-04-26", "10:00", false, true),
            ("2023-04-26", "10:01", true, true), ("2023-04-26", "10:01", false, true),
            ("2023-04-27", "09:59", true, true), ("2023-04-27", "09:59", false, true),
        ])
    func `the board is the same and no return contradicts it, whether other works are known before or after`(
        day: String, time: String, isBeginFirst: Bool, isThere: Bool
    ) async throws {
        try await NoticesHarness.run { notices in
            let back: (any DistrictEvent, Timestamp) = (Story.works[4], Samples.parsed("2023-04-26T10:00:00+08:00"))
            let recorded: Timestamp = Samples.parsed("2023-04-26T\(time):00+08:00")
            let begin: (any DistrictEvent, Timestamp) = (Self.doorsStarted(on: day), recorded)
            try await notices.receive(Self.story + Story.works.prefix(4))
            try await notices.receive([Self.doorsPlanned])
            for (fact, moment) in isBeginFirst ? [begin, back] : [back, begin] {
                try await notices.receive(fact, of: Samples.community, at: moment)
            }

            #expect(try await Self.lifts(notices)[0] == "under-work, not in use")
            let page = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(page.contains("施工中，暂停使用") == isThere)
            #expect(page.contains("施工中，尚未投入使用") != isThere)
            let posted: NoticesAnswer = try await notices.get(
                "/v1/communities/runfeng/notices?building=1&limit=2", of: Samples.community,
                headers: [.acceptLanguage: "zh-CN"]
            ).decode()
            if isBeginFirst {
                #expect(posted.notices[0].kind == "works-ended")
                #expect(posted.notices[0].title.hasSuffix(isThere ? "加装已完工，仍暂停使用" : "加装已完工，尚未投入使用"))
            } else {
                #expect(posted.notices[1].title.hasSuffix("投入使用"), "nobody knows of other works yet")
            }

            try await notices.receive([Self.doorsEnd])
            #expect(try await Self.latest(notices).chinese.title.hasSuffix(isThere ? "恢复使用" : "投入使用"))
            #expect(try await Self.lifts(notices)[0] == "returned, in use")
        }
    }

    @Test(.database) func `a lift that is not built is not in use either when the decision to add it is set aside`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            try await notices.receive([
                ResolutionSetAside(
                    assembly: Samples.assembly, item: Samples.item, by: .court, document: Digest256(of: [7]),
                    on: Samples.day("2023-06-01"))
            ])

            #expect(
                try await Self.lifts(notices) == ["no-works, not in use", "no-works, in use", "no-works, not in use"])
            let page = try await notices.get("/c/runfeng/2?lang=zh").text
            #expect(page.contains("尚未建成") && !page.contains("加装待筹集"))
        }
    }

    @Test(.database) func `the area's board says too that a part's lift is not built yet`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            try await Self.merge(notices)

            #expect(try await Self.lifts(notices, of: Self.area) == ["no-works, not in use"])
            try await notices.receive(Array(Story.works.prefix(2)))
            #expect(try await Self.lifts(notices, of: Self.area) == ["under-work, not in use"])
            try await notices.receive(Array(Story.works[2...4]))
            #expect(try await Self.lifts(notices, of: Self.area).map { $0.hasSuffix(", in use") } == [true])
        }
    }

    @Test(.database) func `a part's lift is there when the area's works on it have ended as well`() async throws {
        try await NoticesHarness.run { notices in
            let order: OrderID = Samples.parsed("2024-doors.E1-1-A")
            let lift: LiftCode = Samples.parsed("E1-1-A")
            try await notices.receive(Self.story + Story.works.prefix(4))
            try await Self.merge(notices)
            try await notices.receive(
                OrderPlanned(order: order, campaign: Samples.campaign, lift: lift, works: Samples.mandate.releases),
                of: Self.area)
            try await notices.receive(
                OrderStarted(order: order, lift: lift, startedOn: Samples.day("2023-04-13")), of: Self.area)

            try await notices.receive([Story.works[4]])
            #expect(try await Self.latest(notices).chinese.title.hasSuffix("尚未投入使用"))
            #expect(try await Self.lifts(notices)[0].hasSuffix(", not in use"))
            #expect(try await Self.lifts(notices, of: Self.area)[0].hasSuffix(", not in use"))

            try await notices.receive(
                LiftReturned(order: order, lift: lift, returnedOn: Samples.day("2023-06-30")), of: Self.area)
            #expect(try await Self.lifts(notices)[0].hasSuffix(", in use"))
            #expect(try await Self.lifts(notices, of: Self.area)[0].hasSuffix(", in use"))
        }
    }

    /// The community becomes part of an area, where its lift 1-1-A is called E1-1-A.
    private static func merge(_ notices: NoticesHarness) async throws {
        try await notices.receive(
            CommunityRegistered(
                name: "新义片区", jurisdiction: "national", fundStatus: .none, parkingCounts: false), of: Self.area)
        try await notices.receive(Self.lift("E1-1-A", registrationCode: "R1-1-A"), of: Self.area)
        try await notices.receive([
            CommunityMerged(into: Self.area, on: Samples.day("2023-04-12"), basis: "街道〔2023〕6号")
        ])
    }

    private static func lifts(
        _ notices: NoticesHarness, of community: CommunityID = Samples.community
    ) async throws -> [String] {
        let board: BoardFigures = try await notices.get("/v1/communities/\(community)/board", of: community).decode()
        return board.buildings.flatMap { building in
            building.lifts.map { "\($0.stage), \($0.inUse ? "in use" : "not in use")" }
        }
    }

    private static func lift(
        _ code: String, registrationCode: String? = nil, installedOn: String? = nil
    ) -> LiftRecorded {
        LiftRecorded(
            lift: Samples.parsed(code), registrationCode: registrationCode ?? "R\(code)", rescueCode: "",
            firstFloor: "1", lastFloor: "6", skips: [], installedOn: installedOn.map(Samples.day))
    }
}
