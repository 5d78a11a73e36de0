import EventLog
import Logging
import Model
import Postgres
import ServiceLifecycle
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

@Suite(.serialized, .timeLimit(.minutes(2))) struct DigestTests {
    private static let story =
        Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans

    @Test(.database) func `a day's digests are published when the next one starts`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-12"))])
            try await notices.receive([Story.payments[0]])
            try await notices.receive([DayStarted(day: Samples.day("2023-04-13"))])
            try await notices.receive([Story.payments[1], Story.payments[2], Story.payments[4], Story.works[1]])
            try await notices.receive([DayStarted(day: Samples.day("2023-04-14"))])

            let one: DigestsAnswer = try await notices.read("digests?building=1")
            #expect(one.digests.map(\.day.description) == ["2023-04-13", "2023-04-12", "2023-04-01"])
            #expect(
                one.digests[0].figures
                    == DigestFigures(
                        units: 2, paidUnits: 1, newlyPaidUnits: 1, due: Samples.money("3586.00"),
                        received: Samples.money("1793.00"), receivedToday: Samples.money("793.00"), lifts: 2,
                        liftsDone: 0,
                        liftsUnderWork: 1, fundedOn: Samples.day("2023-04-13")))
            #expect(one.digests[1].figures.receivedToday == Samples.money("1000.00"))
            #expect(one.digests[1].figures.fundedOn == nil)

            let all: DigestsAnswer = try await notices.read("digests")
            let published = try await notices.published(DigestPublished.self, of: Samples.community)
            #expect(published.count == 6)
            #expect(
                Set(all.digests.map { "\($0.day) \($0.building)" }) == Set(published.map { "\($0.day) \($0.building)" })
            )
        }
    }

    @Test(.database) func `what arrives late is new in the next digest, what is dated later waits`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-13"))])
            // A payment dated tomorrow is here already, one of yesterday comes after the day's digest.
            try await notices.receive([
                Story.payments[1], Story.payments[3], DayStarted(day: Samples.day("2023-04-14")),
            ])
            try await notices.receive([Story.payments[0], DayStarted(day: Samples.day("2023-04-15"))])

            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            let figures = one.digests.map(\.figures)
            #expect(figures.map(\.received) == [Samples.money("3793.00"), Samples.money("793.00")])
            #expect(figures.map(\.receivedToday) == [Samples.money("3000.00"), Samples.money("793.00")])
            #expect(figures.map(\.newlyPaidUnits) == [1, 1])
        }
    }

    @Test(.database) func `a reversed payment leaves the board, and the next digest takes back what one before told`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let wrong = Story.payment(
                2, "1", "793.00", "2023-04-13", counted: "1793.00", total: "1793.00", completes: true, paid: 1)
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-13"))])
            try await notices.receive([Story.payments[0], wrong, DayStarted(day: Samples.day("2023-04-14"))])
            try await notices.receive([
                Story.reversal(
                    of: wrong, on: "2023-04-14", counted: "1000.00", total: "1000.00", reopens: true, paid: 0)
            ])

            let board: BoardFigures = try await notices.read("board")
            let figures = board.buildings.first?.figures
            #expect(figures?.received == Samples.money("1000.00"))
            #expect(figures?.paidUnits == 0)
            for page in ["/", "/c/runfeng", "/c/runfeng/1"] { #expect(try await notices.get(page).status == 200) }

            try await notices.receive([DayStarted(day: Samples.day("2023-04-15"))])
            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            #expect(one.digests.map(\.figures.received) == [Samples.money("1000.00"), Samples.money("1793.00")])
            #expect(one.digests.map(\.figures.receivedToday) == [Money(fen: -79_300), Samples.money("1793.00")])
            #expect(one.digests.map(\.figures.newlyPaidUnits) == [-1, 1])
            let digest = try await notices.get("/c/runfeng/1/digests/2023-04-14")
            #expect(digest.text.contains("-¥793.00 (earlier payments were corrected or given back)"))
            let chinese = try await notices.get("/c/runfeng/1/digests/2023-04-14?lang=zh").text
            #expect(chinese.contains("-793.00 元（此前的款项有更正或退还）"))
            #expect(digest.text.contains("/c/runfeng/1/digests/2023-04-13\">‹"))
            #expect(!digest.text.contains("›</a>"), "there is none after the newest")
        }
    }

    @Test(.database) func `what was paid too much leaves the board when it is given back, and no notice tells of it`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let much = Story.payment(
                1, "1", "2000.00", "2023-04-13", counted: "1793.00", total: "2000.00", completes: true, paid: 1)
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-13")), much])
            let told: NoticesAnswer = try await notices.read("notices")
            try await notices.receive([
                DayStarted(day: Samples.day("2023-04-14")),
                OverpaymentRefunded(
                    campaign: Samples.campaign, refund: 1, building: Samples.building("1"),
                    amount: Samples.money("207.00"), refundedOn: Samples.day("2023-04-14"),
                    progress: BuildingProgress(
                        received: Samples.money("1793.00"), counted: Samples.money("1793.00"), paidUnits: 1)),
            ])

            let board: BoardFigures = try await notices.read("board")
            let figures = board.buildings.first?.figures
            #expect(figures?.received == Samples.money("1793.00"))
            #expect(figures?.counted == Samples.money("1793.00"))
            #expect(figures?.paidUnits == 1)
            let page = try await notices.get("/c/runfeng/1?lang=en")
            #expect(page.status == 200)
            #expect(page.text.contains("Today (14 Apr): -¥207.00 (more was given back than came in)"))
            #expect(!page.text.contains("more than was due"))
            let after: NoticesAnswer = try await notices.read("notices")
            #expect(after.notices.map(\.notice) == told.notices.map(\.notice))

            try await notices.receive([DayStarted(day: Samples.day("2023-04-15"))])
            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            #expect(one.digests.map(\.figures.received) == [Samples.money("1793.00"), Samples.money("2000.00")])
            #expect(one.digests.map(\.figures.receivedToday) == [Money(fen: -20_700), Samples.money("2000.00")])
            #expect(one.digests.map(\.figures.paidUnits) == [1, 1])
        }
    }

    @Test(.database) func `no day has fewer paid units than none, whatever was reversed before it was told`()
        async throws
    {
        try await NoticesHarness.run { notices in
            let part = Story.payment(1, "1", "1000.00", "2023-04-12", counted: "1000.00", total: "1000.00", paid: 0)
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-12"))])
            try await notices.receive([
                part, Story.payments[1],
                Story.reversal(
                    of: part, on: "2023-04-14", counted: "793.00", total: "793.00", reopens: true, paid: 0,
                    fullOn: "2023-04-13"),
                DayStarted(day: Samples.day("2023-04-13")), DayStarted(day: Samples.day("2023-04-14")),
            ])
            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            #expect(one.digests.map(\.figures.received) == [Samples.money("793.00"), .zero])
            #expect(one.digests.map(\.figures.paidUnits) == [0, 0])
            #expect(one.digests.map(\.figures.newlyPaidUnits) == [0, 0])
        }
    }

    @Test(.database) func `days that are skipped have no digest, and a day started twice publishes once`() async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            let june = DayStarted(day: Samples.day("2023-06-01"))
            try await notices.receive([june, june, DayStarted(day: Samples.day("2023-05-01"))])
            let digests: DigestsAnswer = try await notices.read("digests")
            #expect(digests.digests.map(\.day.description) == ["2023-04-01", "2023-04-01"])
        }
    }

    @Test(.database) func `pages of digests follow on each other, and a wrong cursor is refused`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            for day in 2...5 { try await notices.receive([DayStarted(day: Samples.day("2023-04-0\(day)"))]) }
            var seen: [String] = []
            var cursor = ""
            repeat {
                let page: DigestsAnswer = try await notices.read("digests?limit=3\(cursor)")
                seen += page.digests.map { "\($0.day) \($0.building)" }
                cursor = page.next.map { "&cursor=\($0)" } ?? "end"
            } while cursor != "end"
            #expect(seen == (1...4).reversed().flatMap { ["2023-04-0\($0) 1", "2023-04-0\($0) 2"] })
            #expect(try await notices.get("/v1/communities/runfeng/digests?cursor=2023-04-01").status == 400)
        }
    }

    @Test(.database) func `payments of an earlier campaign are told after a newer one opened`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + [DayStarted(day: Samples.day("2023-04-12")), Story.payments[0]])
            try await notices.receive([Self.newer, DayStarted(day: Samples.day("2023-04-13")), Story.payments[1]])
            try await notices.receive([DayStarted(day: Samples.day("2023-04-14"))])

            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            #expect(one.digests.map(\.figures.due) == [Samples.money("50.00"), Samples.money("50.00")])
            #expect(one.digests.map(\.figures.receivedToday) == [Samples.money("793.00"), Samples.money("1000.00")])
            #expect(one.digests.map(\.figures.newlyPaidUnits) == [1, 0])
        }
    }

    @Test(.database) func `a campaign that opened after a day is not in the day's digest`() async throws {
        try await NoticesHarness.run(isScenario: false) { notices in
            try await notices.receive(Self.story)
            try await Self.age(notices)
            let yesterday = WallClock.now().day.advanced(by: -1)
            try await notices.receive([
                Story.payment(1, "1", "1000.00", yesterday.description, counted: "1000.00", total: "1000.00", paid: 0),
                Self.newer,
                OrderPlanned(
                    order: Samples.parsed("2024-more.2-1-A"), campaign: Self.newer.campaign, lift: Samples.lifts[2],
                    works: Samples.mandate.releases),
            ])
            try await Self.publish(notices)

            let one: DigestsAnswer = try await notices.read("digests?building=1")
            #expect(one.digests.map(\.day) == [yesterday])
            #expect(one.digests.map(\.figures.due) == [Samples.money("3586.00")])
            #expect(one.digests.map(\.figures.received) == [Samples.money("1000.00")])
            #expect(one.digests.map(\.figures.receivedToday) == [Samples.money("1000.00")])
        }
    }

    @Test(.database) func `a unit that owes nothing has paid in every digest, and is new in the first`() async throws {
        try await NoticesHarness.run { notices in
            let days = (12...14).map { Samples.day("2023-04-\($0)") }
            let opened = CampaignOpened(
                campaign: Self.newer.campaign, assembly: Samples.assembly, item: Samples.item, title: "筹集",
                mandate: Samples.mandate, due: Samples.money("50.00"), households: 2,
                buildings: [
                    AssessedBuilding(
                        building: Samples.building("1"), units: 2, due: Samples.money("50.00"), paidUnits: 1)
                ], openedOn: days[0])
            try await notices.receive(Self.story + [DayStarted(day: days[0]), opened])
            for day in days.dropFirst() { try await notices.receive([DayStarted(day: day)]) }

            let one: DigestsAnswer = try await notices.read("digests?building=1&limit=2")
            #expect(one.digests.map(\.day) == [days[1], days[0]])
            #expect(one.digests.map(\.figures.paidUnits) == [1, 1])
            #expect(one.digests.map(\.figures.newlyPaidUnits) == [0, 1])
        }
    }

    @Test(.database) func `the digest of a building that does not collect says nothing of money`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.plans + [DayStarted(day: Samples.day("2023-04-02"))])

            let digest = try await notices.get("/c/runfeng/1/digests/2023-04-01?lang=zh").text
            #expect(digest.contains("1号楼 每日公示") && digest.contains("完工并投入使用") && digest.contains("0 / 2"))
            let board = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(board.contains("最新日报") && board.contains("查看并打印日报"))
            for words in ["当日", "新缴清", "新收", "累计", "已缴户数", "已收金额", "应缴总额", "达到开工条件"] {
                #expect(!digest.contains(words) && !board.contains(words), "\(words)")
            }
        }
    }

    /// A second campaign for building 1.
    private static let newer = CampaignOpened(
        campaign: Samples.parsed("2024-more"), assembly: Samples.assembly, item: Samples.item, title: "再次筹集",
        mandate: Samples.mandate, due: Samples.money("50.00"), households: 2,
        buildings: [AssessedBuilding(building: Samples.building("1"), units: 2, due: Samples.money("50.00"))])

    /// Lets what has happened so far have happened two days ago.
    private static func age(_ notices: NoticesHarness) async throws {
        try await notices.pool.withConnection { connection in
            try await connection.execute("UPDATE campaign SET opened_on = opened_on - 2")
            try await connection.execute("UPDATE work_order SET planned_on = planned_on - 2")
        }
    }

    /// Runs the clock until it has published, twice, as two processes on one database would.
    private static func publish(_ notices: NoticesHarness) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in notices.service.background + notices.service.background {
                group.addTask { try await part.run() }
            }
            defer { group.cancelAll() }
            try await waitWhile { try await notices.published(DigestPublished.self, of: Samples.community).isEmpty }
        }
    }

    @Test(.database) func `where no digest can be made of one community those of others are published`() async throws {
        try await NoticesHarness.run(isScenario: false) { notices in
            let first: CommunityID = Samples.parsed("aaa")
            let yesterday = WallClock.now().day.advanced(by: -1)
            // Together more than the books of a day can hold.
            let payments = (Int64(1)...2).map { number -> any DistrictEvent in
                Story.payment(
                    number, "1", "92233720368547758.00", yesterday.advanced(by: -number).description, counted: "0",
                    total: "0", paid: 0)
            }
            try await notices.receive(Self.story)
            for event in [Story.registry[0], Story.opening[0]] + payments {
                try await notices.receive(event, of: first)
            }
            try await Self.age(notices)
            try await Self.publish(notices)

            let published = try await notices.published(DigestPublished.self, of: Samples.community)
            #expect(published.map(\.building.description) == ["1", "2"])
            #expect(try await notices.published(DigestPublished.self, of: first).isEmpty)
        }
    }

    @Test(.database) func `by the clock the digests of yesterday are published, once`() async throws {
        try await NoticesHarness.run(isScenario: false) { notices in
            try await notices.receive(Self.story)
            try await Self.age(notices)
            try await Self.publish(notices)
            let published = try await notices.published(DigestPublished.self, of: Samples.community)
            #expect(published.map(\.building.description) == ["1", "2"])
            let answer: DigestsAnswer = try await notices.read("digests")
            #expect(answer.digests.count == 2)
        }
    }
}
