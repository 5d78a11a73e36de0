import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Facts of the other services in, the board out.
@Suite(.serialized) struct BoardTests {
    @Test(.database) func `the board shows what the facts say`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.all)
            let board: BoardFigures = try await notices.read("board")

            #expect(board.units == 4)
            #expect([board.lifts, board.liftsDone, board.liftsOutOfUse] == [3, 1, 0])
            #expect(board.advancesOwed == Samples.money("70000"))
            #expect(
                board.campaigns.map(\.figures) == [
                    BoardFigures.Figures(
                        units: 4, paidUnits: 2, paidPercent: "50.0", due: Samples.money("6974.77"),
                        received: Samples.money("4293.00"), counted: Samples.money("4086.00"), fundedOn: nil)
                ])
            #expect(board.buildings.map(\.building) == ["1", "2"])
            #expect(
                board.buildings[0].figures
                    == BoardFigures.Figures(
                        units: 2, paidUnits: 2, paidPercent: "100.0", due: Samples.money("3586.00"),
                        received: Samples.money("3793.00"), counted: Samples.money("3586.00"),
                        fundedOn: Samples.day("2023-04-13")))
            #expect(board.buildings[0].lifts.map(\.stage) == ["returned", "held"])
            #expect(board.buildings[1].figures?.paidUnits == 0)
            #expect(board.assemblies.map(\.state) == ["closed"])
            #expect(board.assemblies[0].items.map(\.turnout) == [Samples.weight(350_00, 2)])
            #expect(board.assemblies[0].items.map(\.result) == [Samples.result])
        }
    }

    @Test(.database) func `advances are read and added up, however large they are`()
        async throws
    {
        @Sendable func advance(_ code: String, _ amount: Money) -> AdvanceMade {
            AdvanceMade(
                campaign: Samples.campaign, advance: Samples.parsed(code), lender: .other, amount: amount,
                agreedOn: Samples.day("2023-04-11"), lifts: [AdvancedLift(lift: Samples.lifts[0], amount: amount)])
        }
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening)
            try await notices.receive([advance("B1", .commandLimit), advance("B2", .commandLimit)])
            let board: BoardFigures = try await notices.read("board")
            #expect(board.advancesOwed == Samples.money("200000070000.00"))
            for page in ["/", "/c/runfeng", "/c/runfeng/1"] { #expect(try await notices.get(page).status == 200) }

            try await notices.receive([advance("C1", Money(fen: .max)), advance("C2", Money(fen: .max))])
            let large = try await notices.get("/v1/communities/runfeng/board")
            #expect(large.status == 200)
            #expect(large.text.contains(#""advancesOwed":"184467640737165516.14""#))
            for page in ["/", "/c/runfeng", "/c/runfeng/1"] { #expect(try await notices.get(page).status == 200) }
        }
    }

    @Test(.database) func `an advance is shown as owed less what was paid back, and when`() async throws {
        @Sendable func repaid(_ amount: String, owed: String, on day: String) -> AdvanceRepaid {
            AdvanceRepaid(
                campaign: Samples.campaign, advance: Samples.parsed("A1"), repayment: "B-\(day)",
                amount: Samples.money(amount), owed: Samples.money(owed), repaidOn: Samples.day(day))
        }
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening)
            try await notices.receive([repaid("20000", owed: "50000", on: "2023-05-04")])
            let part: BoardFigures = try await notices.read("board")
            #expect(part.advancesOwed == Samples.money("50000"))
            for path in ["/c/runfeng", "/c/runfeng/1"] {
                let chinese = try await notices.get("\(path)?lang=zh").text
                #expect(chinese.contains("物业公司垫资 70,000.00 元，已归还 20,000.00 元，还有 50,000.00 元待归还"))
                #expect(chinese.contains("；最近一次归还：2023年5月4日"))
            }
            let english = try await notices.get("/c/runfeng?lang=en").text
            #expect(english.contains("The property company advanced ¥70,000.00: ¥20,000.00 paid back"))
            #expect(english.contains(" paid back, ¥50,000.00 still owed"))
            #expect(english.contains("; last paid back on 4 May 2023"))
            let notice: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(notice.notices.map(\.kind) == ["advance-repaid"])
            #expect(notice.notices.first?.title == "¥20,000.00 of an advance paid back")
            #expect(
                notice.notices.first?.text
                    == "Paid back to the property company from the collection's account on 4 May 2023. "
                    + "¥50,000.00 of this advance is still owed.")
            let told = try await notices.get("/c/runfeng?lang=zh").text
            #expect(told.contains("2023年5月4日从筹集账户向物业公司归还 20,000.00 元，这笔垫资还有 50,000.00 元待归还。"))

            try await notices.receive([repaid("50000", owed: "0", on: "2023-06-01")])
            let all: BoardFigures = try await notices.read("board")
            #expect(all.advancesOwed == .zero)
            #expect(try await notices.get("/c/runfeng?lang=zh").text.contains("物业公司垫资 70,000.00 元，已还清"))
            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices.first?.text.hasSuffix("This advance is paid back in full.") == true)
        }
    }

    @Test(.database) func `how people chose is not told while votes are open`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots)
            let board: BoardFigures = try await notices.read("board")
            #expect(board.assemblies.map(\.state) == ["open"])
            #expect(board.assemblies[0].items.map(\.turnout) == [Samples.weight(350_00, 2)])
            #expect(board.assemblies[0].items.map(\.result) == [nil])
        }
    }

    private struct Signed: Decodable {
        struct Assembly: Decodable { let items: [Item] }
        struct Item: Decodable { let turnout: Turnout }
        struct Turnout: Decodable, Equatable {
            let heads: Int64
            let area: Area?
        }

        let assemblies: [Assembly]
    }

    @Test(.database) func `of a petition that runs only the number of signatures is told`() async throws {
        let petition = AgendaItem(
            item: Samples.item, title: "申请成立物管会", kind: .other, form: .petition, share: try Ratio(1, 10))
        let convened = AssemblyConvened(
            assembly: Samples.assembly, title: "联名", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
            items: [petition])
        try await NoticesHarness.run { notices in
            func turnout() async throws -> Signed.Turnout? {
                let board: Signed = try await notices.read("board")
                return board.assemblies.first?.items.first?.turnout
            }
            try await notices.receive(Story.registry)
            try await notices.receive([convened])
            try await notices.receive(Array(Story.ballots.dropFirst()))
            #expect(try await turnout() == Signed.Turnout(heads: 2, area: nil))
            #expect(try await !notices.get("/c/runfeng").text.contains("350.00 m²"))

            let counted = CountedItem(item: Samples.item, result: Samples.result)
            try await notices.receive([AssemblyClosed(assembly: Samples.assembly, items: [counted])])
            #expect(try await turnout() == Signed.Turnout(heads: 2, area: Area(hundredths: 350_00)))
        }
    }

    @Test(.database) func `a lift is out of use from the start of works until it is given back`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            var seen: [String] = []
            for step in Story.works {
                try await notices.receive([step])
                let board: BoardFigures = try await notices.read("board")
                let lift = board.buildings[0].lifts[0]
                seen.append("\(lift.stage) \(lift.inUse ? "in use" : "out of use")")
            }
            #expect(
                seen == [
                    "released in use", "under-work out of use", "inspection-failed out of use",
                    "inspection-passed out of use", "returned in use", "returned in use",
                ])
        }
    }

    @Test(.database) func `newer plans do not hide works that keep a lift out of use`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive([DayStarted(day: Samples.day("2023-04-13"))])
            try await notices.receive(Array(Story.works.prefix(2)))
            try await notices.receive([
                OrderPlanned(
                    order: Samples.parsed("2024-doors.1-1-A"), campaign: Samples.parsed("2024-doors"),
                    lift: Samples.lifts[0], works: Samples.mandate.releases),
                DayStarted(day: Samples.day("2023-04-14")),
            ])
            let during: BoardFigures = try await notices.read("board")
            #expect(during.buildings[0].lifts[0].stage == "under-work")
            #expect(!during.buildings[0].lifts[0].inUse)
            let digests: DigestsAnswer = try await notices.read("digests?building=1&limit=1")
            #expect(digests.digests.map(\.day) == [Samples.day("2023-04-13")])
            #expect(digests.digests.map(\.figures.liftsUnderWork) == [1])

            try await notices.receive(Array(Story.works[2...4]))
            let after: BoardFigures = try await notices.read("board")
            #expect(after.buildings[0].lifts[0].stage == "held")
        }
    }

    @Test(.database) func `a lift is not said to be back in use while other works keep it out of use`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            let other: OrderID = Samples.parsed("2024-doors.1-1-A")
            try await notices.receive(
                Array(Story.works.prefix(4)) + [
                    OrderPlanned(
                        order: other, campaign: Samples.parsed("2024-doors"), lift: Samples.lifts[0],
                        works: Mandate.Works(work: .repair, workClass: .generalRepair)),
                    OrderStarted(order: other, lift: Samples.lifts[0], startedOn: Samples.day("2023-04-22")),
                    Story.works[4],
                ])

            let first: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(first.notices.map(\.kind) == ["works-ended"])
            #expect(first.notices.first?.title == "Building 1, entrance 1, lift A: overhaul done, still out of use")
            #expect(first.notices.first?.text.contains("(repair) go on") == true)
            let during: BoardFigures = try await notices.read("board")
            #expect(!during.buildings[0].lifts[0].inUse)

            try await notices.receive([
                LiftReturned(order: other, lift: Samples.lifts[0], returnedOn: Samples.day("2023-04-27"))
            ])
            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices.map(\.kind) == ["lift-returned"])
            let after: BoardFigures = try await notices.read("board")
            #expect(after.buildings[0].lifts[0].inUse)
        }
    }

    @Test(.database) func `works that passed their inspection do not hide others that go on`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            let other: OrderID = Samples.parsed("2024-doors.1-1-A")
            try await notices.receive(Array(Story.works.prefix(2)))
            try await notices.receive([
                OrderPlanned(
                    order: other, campaign: Samples.parsed("2024-doors"), lift: Samples.lifts[0],
                    works: Samples.mandate.releases),
                OrderStarted(order: other, lift: Samples.lifts[0], startedOn: Samples.day("2023-04-14")),
                InspectionRecorded(
                    order: other, lift: Samples.lifts[0], result: .passed, certificate: "JX-9",
                    inspectedOn: Samples.day("2023-04-15")),
            ])

            let board: BoardFigures = try await notices.read("board")
            #expect(board.buildings[0].lifts[0].stage == "under-work")
            #expect(try await !notices.get("/c/runfeng/1?lang=zh").text.contains("即将恢复使用"))
        }
    }

    @Test(.database, arguments: [true, false])
    func `a lift is back in use since the last day of works, whichever order's return is known last`(isInOrder: Bool)
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            let other: OrderID = Samples.parsed("2024-doors.1-1-A")
            let returns: [any DistrictEvent] = [
                Story.works[4],
                LiftReturned(order: other, lift: Samples.lifts[0], returnedOn: Samples.day("2023-04-30")),
            ]
            try await notices.receive(
                Array(Story.works.prefix(4)) + [
                    OrderPlanned(
                        order: other, campaign: Samples.parsed("2024-doors"), lift: Samples.lifts[0],
                        works: Mandate.Works(work: .repair, workClass: .generalRepair)),
                    OrderStarted(order: other, lift: Samples.lifts[0], startedOn: Samples.day("2023-04-22")),
                ])
            try await notices.receive(isInOrder ? returns : returns.reversed())

            let last: NoticesAnswer = try await notices.read("notices?limit=2")
            #expect(last.notices.map(\.kind) == ["lift-returned", "works-ended"])
            #expect(last.notices.first?.text.hasSuffix("been back in use since 30 April 2023.") == true)
            let board: BoardFigures = try await notices.read("board")
            #expect(board.buildings[0].lifts[0].inUse)
        }
    }

    @Test(.database) func `on the board a lift is back since the last day of works, whichever were planned last`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            let other: OrderID = Samples.parsed("2024-doors.1-1-A")
            try await notices.receive(
                Array(Story.works.prefix(4)) + [
                    OrderPlanned(
                        order: other, campaign: Samples.parsed("2024-doors"), lift: Samples.lifts[0],
                        works: Mandate.Works(work: .repair, workClass: .generalRepair)),
                    OrderStarted(order: other, lift: Samples.lifts[0], startedOn: Samples.day("2023-04-22")),
                    LiftReturned(order: other, lift: Samples.lifts[0], returnedOn: Samples.day("2023-04-24")),
                    Story.works[4],
                ])

            let board: BoardFigures = try await notices.read("board")
            #expect(board.buildings[0].lifts.map(\.stage) == ["returned", "held"])
            #expect(board.buildings[0].lifts.map(\.since) == [Samples.day("2023-04-26"), nil])
            let last: NoticesAnswer = try await notices.read("notices?limit=1")
            #expect(last.notices.first?.text.hasSuffix("been back in use since 26 April 2023.") == true)
        }
    }

    @Test(.database, arguments: [true, false])
    func `a lift's works are done when all its orders have returned it, whichever were planned last`(isNewerFirst: Bool)
        async throws
    {
        let other: OrderID = Samples.parsed("2024-doors.1-1-A")
        let older = Array(Story.works.prefix(5))
        let newer: [any DistrictEvent] = [
            OrderStarted(order: other, lift: Samples.lifts[0], startedOn: Samples.day("2023-04-22")),
            LiftReturned(order: other, lift: Samples.lifts[0], returnedOn: Samples.day("2023-04-24")),
        ]
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive([
                DayStarted(day: Samples.day("2023-04-26")),
                OrderPlanned(
                    order: other, campaign: Samples.parsed("2024-doors"), lift: Samples.lifts[0],
                    works: Mandate.Works(work: .repair, workClass: .generalRepair)),
            ])

            try await notices.receive(isNewerFirst ? newer : older)
            try await notices.receive([DayStarted(day: Samples.day("2023-04-27"))])
            let part: BoardFigures = try await notices.read("board")
            #expect(part.liftsDone == 0 && part.liftsOutOfUse == 0)
            #expect(part.buildings[0].lifts[0].stage == "held")
            let digests: DigestsAnswer = try await notices.read("digests?building=1&limit=1")
            #expect(digests.digests.map(\.day) == [Samples.day("2023-04-26")])
            #expect(digests.digests.map(\.figures.liftsDone) == [0])

            try await notices.receive(isNewerFirst ? older : newer)
            let all: BoardFigures = try await notices.read("board")
            #expect(all.liftsDone == 1)
            #expect(all.buildings[0].lifts[0].since == Samples.day("2023-04-26"))
        }
    }

    @Test(.database) func `a building's collection is shown however many others opened since`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry)
            for number in 1...12 { try await notices.receive([Self.campaign(number)]) }

            let board: BoardFigures = try await notices.read("board")
            let collecting = board.buildings.filter { $0.figures?.due == Samples.money("100.00") }
            #expect(collecting.map(\.building) == (1...12).map(String.init))
            #expect(board.campaigns.count == 12)
            #expect(try await !notices.get("/c/runfeng/1?lang=zh").text.contains("本楼目前没有筹集"))
        }
    }

    private static func campaign(_ number: Int) -> CampaignOpened {
        CampaignOpened(
            campaign: Samples.parsed("2023-\(number)"), assembly: Samples.assembly, item: Samples.item,
            title: "\(number)号楼筹集", mandate: Samples.mandate, due: Samples.money("100.00"), households: 1,
            buildings: [
                AssessedBuilding(
                    building: Samples.building(String(number)), units: 1, due: Samples.money("100.00"))
            ])
    }

    @Test(.database) func `facts that the broker brings twice change nothing`() async throws {
        try await NoticesHarness.run { notices in
            let events = try TestInbox.envelopes(of: Story.all + [DayStarted(day: Samples.day("2023-04-15"))])
            try await TestInbox.run(notices) { inbox in
                inbox.deliver(events)
                try await inbox.untilApplied(events)
            }
            let first = try await Self.state(of: notices)
            #expect(first.contains { $0.contains("3793.00") })

            // A process that starts again is brought everything once more, some of it twice.
            try await TestInbox.run(notices) { inbox in
                inbox.deliver(events)
                inbox.deliver(Array(events.prefix(20)))
                try await inbox.untilApplied(events)
            }
            #expect(try await Self.state(of: notices) == first)
        }
    }

    @Test(.database) func `a community that was never registered is not found`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry)
            for path in ["board", "notices", "digests"] {
                let reply = try await notices.get("/v1/communities/nowhere/\(path)")
                #expect(reply.status == 404 && reply.text.contains("unknown-community"))
            }
        }
    }

    /// Everything that the service tells, and everything that it published.
    private static func state(of notices: NoticesHarness) async throws -> [String] {
        var state: [String] = []
        for path in ["board", "notices?limit=500", "digests?limit=500"] {
            state.append(try await notices.get("/v1/communities/runfeng/\(path)").text)
        }
        let published = try await notices.published(NoticePosted.self, of: Samples.community)
        let digests = try await notices.published(DigestPublished.self, of: Samples.community)
        return state + published.map { "\($0)" } + digests.map { "\($0)" }
    }
}
