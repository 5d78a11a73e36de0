import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Boards of compounds that become one management area.
struct MergerNoticeTests {
    private static let area: CommunityID = Samples.parsed("xinyi")
    private static let merged = CommunityMerged(into: area, on: Samples.day("2021-06-20"), basis: "街道〔2021〕6号")

    private static func register(_ notices: NoticesHarness) async throws {
        try await notices.receive(
            CommunityRegistered(name: "新义片区", jurisdiction: "national", fundStatus: .none, parkingCounts: false),
            of: area)
    }

    @Test(.database) func `the old board stays, says where it went, and leads there`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            let before = try await notices.published(NoticePosted.self, of: Samples.community).count
            try await Self.register(notices)
            try await notices.receive([Self.merged])

            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices.map(\.kind) == ["community-merged"])
            #expect(try await notices.published(NoticePosted.self, of: Samples.community).count == before + 1)
            let page = try await notices.get("/c/runfeng?lang=zh").text
            #expect(page.contains("自2021年6月20日起并入新义片区") && page.contains(#"href="/c/xinyi""#))
            #expect(page.contains("已缴"))
            let english = try await notices.get("/c/runfeng?lang=en").text
            #expect(english.contains("Part of 新义片区 since"))
            #expect(try await notices.get("/?lang=zh").text.contains("已并入新义片区"))
            let board = try await notices.get("/v1/communities/runfeng/board").text
            #expect(board.contains(#""mergedInto":"xinyi""#) && board.contains(#""mergedOn":"2021-06-20""#))
        }
    }

    @Test(.database) func `a building's old board, to which printed codes lead, says where the community went`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            try await Self.register(notices)
            #expect(try await !notices.get("/c/runfeng/1?lang=zh").text.contains("并入"))

            try await notices.receive([Self.merged])
            // The notice of it is on the first page only as long as few others follow.
            for _ in 1...PageQuery.noticeCount {
                try await notices.receive([
                    LiftMarked(lift: Samples.lifts[0], markedOn: Samples.day("2021-07-01"), nextInspectionOn: nil)
                ])
            }

            let page = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(page.contains("自2021年6月20日起并入新义片区，以下为并入前的记录"))
            #expect(page.contains(#"href="/c/xinyi""#))
        }
    }

    @Test(.database) func `the area's board names its parts and leads to what was before`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            try await Self.register(notices)
            try await notices.receive(
                CommunitiesJoined(
                    from: [Samples.community, Samples.parsed("unheard-of")], on: Samples.day("2021-06-20"), basis: "x"),
                of: Self.area)
            try await notices.receive([Self.merged])

            let posted = try await notices.get("/v1/communities/xinyi/notices", of: Self.area).text
            #expect(posted.contains("communities-joined") && posted.contains("unheard-of"))
            let page = try await notices.get("/c/xinyi?lang=zh").text
            #expect(page.contains("合并以前") && page.contains(#"href="/c/runfeng""#))
            #expect(try await notices.get("/v1/communities/xinyi/board").text.contains(#""parts":["runfeng"]"#))
        }
    }

    @Test(.database) func `works that a part began keep the lift out of use on the area's board`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive(Array(Story.works.prefix(2)))
            try await Self.register(notices)
            try await notices.receive(
                LiftRecorded(
                    lift: Samples.parsed("E1-1-A"), registrationCode: "R1-1-A", rescueCode: "110233", firstFloor: "1",
                    lastFloor: "18", skips: []), of: Self.area)

            // Without a merger an equal code is a stranger's.
            #expect(try await Self.runs(notices) == [true])
            try await notices.receive([Self.merged])
            #expect(try await Self.runs(notices) == [false])
            try await notices.receive(Array(Story.works[2...4]))
            #expect(try await Self.runs(notices) == [true])
        }
    }

    @Test(.database) func `works of the area keep the lift out of use on the part's board as well`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let lift: LiftCode = Samples.parsed("E1-1-A")
            let order: OrderID = Samples.parsed("2024-doors.E1-1-A")
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive(Array(Story.works.prefix(5)))
            try await Self.register(notices)
            for event in [
                LiftRecorded(
                    lift: lift, registrationCode: "R1-1-A", rescueCode: "110233", firstFloor: "1", lastFloor: "18",
                    skips: []),
                OrderPlanned(
                    order: order, campaign: Samples.parsed("2024-doors"), lift: lift,
                    works: Mandate.Works(work: .repair, workClass: .generalRepair)),
                OrderStarted(order: order, lift: lift, startedOn: Samples.day("2023-05-10")),
            ] as [any DistrictEvent] { try await notices.receive(event, of: Self.area) }

            // Among strangers an equal code is chance.
            let before: BoardFigures = try await notices.read("board")
            #expect(before.buildings[0].lifts[0].inUse)
            try await notices.receive([Self.merged])
            let during: BoardFigures = try await notices.read("board")
            #expect(during.buildings[0].lifts.map(\.inUse) == [false, true])
            #expect(during.buildings[0].lifts[0].stage == "under-work")
            #expect(try await notices.get("/c/runfeng/1?lang=zh").text.contains("维修施工中，暂停使用"))

            try await notices.receive(
                LiftReturned(order: order, lift: lift, returnedOn: Samples.day("2023-05-20")), of: Self.area)
            let after: BoardFigures = try await notices.read("board")
            #expect(after.buildings[0].lifts[0].inUse)
            #expect(after.buildings[0].lifts[0].since == Samples.day("2023-05-20"))
            #expect(try await Self.runs(notices) == [true])
        }
    }

    private static func lift(_ code: String, _ registrationCode: String) -> LiftRecorded {
        LiftRecorded(
            lift: Samples.parsed(code), registrationCode: registrationCode, rescueCode: "110233", firstFloor: "1",
            lastFloor: "18", skips: [])
    }

    @Test(.database) func `codes that an area corrects do not part its lifts from what they were`() async throws {
        try await NoticesHarness.run { notices in
            let order: OrderID = Samples.parsed("2024-doors.E1-1-B")
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive(Array(Story.works.prefix(2)))
            try await Self.register(notices)
            try await notices.receive(Self.lift("E1-1-A", "R1-1-A"), of: Self.area)
            try await notices.receive(Self.lift("E1-1-B", "R1-1-B"), of: Self.area)
            try await notices.receive([Self.merged])
            #expect(try await Self.runs(notices) == [false, true])

            // As when an import exchanges the codes of two lifts.
            try await notices.receive(Self.lift("E1-1-A", "R1-1-B"), of: Self.area)
            try await notices.receive(Self.lift("E1-1-B", "R1-1-A"), of: Self.area)
            #expect(try await Self.runs(notices) == [false, true])
            try await notices.receive(
                OrderPlanned(
                    order: order, campaign: Samples.parsed("2024-doors"), lift: Samples.parsed("E1-1-B"),
                    works: Samples.mandate.releases), of: Self.area)
            try await notices.receive(
                OrderStarted(
                    order: order, lift: Samples.parsed("E1-1-B"), startedOn: Samples.day("2023-04-22")), of: Self.area)
            try await notices.receive(Array(Story.works[2...4]))

            #expect(try await Self.runs(notices) == [true, false])
            let part: BoardFigures = try await notices.read("board")
            #expect(part.buildings[0].lifts.map(\.inUse) == [true, false])
        }
    }

    @Test(.database) func `lifts that exchanged their codes in an area are not taken for each other in the next`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let district: CommunityID = Samples.parsed("datong")
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive(Array(Story.works.prefix(2)))
            try await Self.register(notices)
            try await notices.receive(Self.lift("E1-1-A", "R1-1-A"), of: Self.area)
            try await notices.receive(Self.lift("E1-1-B", "R1-1-B"), of: Self.area)
            try await notices.receive([Self.merged])
            try await notices.receive(Self.lift("E1-1-A", "R1-1-B"), of: Self.area)
            try await notices.receive(Self.lift("E1-1-B", "R1-1-A"), of: Self.area)
            try await notices.receive(
                CommunityRegistered(
                    name: "大同片区", jurisdiction: "national", fundStatus: .none, parkingCounts: false), of: district)
            try await notices.receive(Self.lift("D1-1-A", "R1-1-B"), of: district)
            try await notices.receive(Self.lift("D1-1-B", "R1-1-A"), of: district)
            try await notices.receive(
                CommunityMerged(into: district, on: Samples.day("2021-08-01"), basis: "街道〔2021〕9号"), of: Self.area)

            #expect(try await Self.runs(notices) == [false, true])
            #expect(try await Self.runs(notices, of: district) == [false, true])

            try await notices.receive(Array(Story.works[2...4]))

            #expect(try await Self.runs(notices, of: district) == [true, true])
        }
    }

    @Test(.database) func `a part does not say that a lift is back in use which works of the area keep out of use`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await Self.register(notices)
            let lift: LiftCode = Samples.parsed("E1-1-A")
            let order: OrderID = Samples.parsed("2024-doors.E1-1-A")
            try await notices.receive(
                LiftRecorded(
                    lift: lift, registrationCode: "R1-1-A", rescueCode: "110233", firstFloor: "1", lastFloor: "18",
                    skips: []), of: Self.area)
            try await notices.receive([Self.merged])
            try await notices.receive(Array(Story.works.prefix(4)))
            try await notices.receive(
                OrderPlanned(
                    order: order, campaign: Samples.parsed("2024-doors"), lift: lift,
                    works: Mandate.Works(work: .repair, workClass: .generalRepair)), of: Self.area)
            try await notices.receive(
                OrderStarted(order: order, lift: lift, startedOn: Samples.day("2023-04-22")), of: Self.area)

            try await notices.receive([Story.works[4]])

            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices.map(\.kind) == ["works-ended"])
            #expect(last.notices.first?.text.contains("(repair) go on") == true)
        }
    }

    @Test(.database) func `an area's digest tells of a part's works as they stood on its day, however late it comes`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await Self.register(notices)
            try await notices.receive(
                LiftRecorded(
                    lift: Samples.parsed("E1-1-A"), registrationCode: "R1-1-A", rescueCode: "110233", firstFloor: "1",
                    lastFloor: "18", skips: []), of: Self.area)
            try await notices.receive(DayStarted(day: Samples.day("2023-04-25")), of: Self.area)
            try await notices.receive([Self.merged])
            // The part's shard is ahead: what it says of the 26th is here before the area's 25th has ended.
            try await notices.receive(Array(Story.works.prefix(5)))
            for day in ["2023-04-26", "2023-04-27"] {
                try await notices.receive(DayStarted(day: Samples.day(day)), of: Self.area)
            }

            let answer: DigestsAnswer = try await notices.get(
                "/v1/communities/xinyi/digests", of: Self.area
            ).decode()
            #expect(answer.digests.map(\.day.description) == ["2023-04-25"])
            #expect(answer.digests.map(\.figures.liftsUnderWork) == [1])
        }
    }

    private static func runs(_ notices: NoticesHarness, of community: CommunityID = area) async throws -> [Bool] {
        let path = "/v1/communities/\(community)/board"
        let board: BoardFigures = try await notices.get(path, of: community).decode()
        return board.buildings.flatMap { $0.lifts.map(\.inUse) }
    }

    @Test(.database) func `an area that is not known yet is named by its code`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry)
            try await notices.receive([Self.merged])

            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices.first?.text.contains("xinyi") == true)
            #expect(try await notices.get("/c/runfeng?lang=zh").text.contains("并入xinyi"))
        }
    }
}
