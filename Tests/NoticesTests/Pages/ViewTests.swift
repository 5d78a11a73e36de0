import Model
import Pages
import Testing

@testable import Notices

/// What the pages make of a board.
@Suite struct ViewTests {
    @Test func `a building that only an older campaign collects in keeps its figures on the community's page`() throws {
        let board = try SampleBoard.make()
        let older = board.campaigns[0]
        let two = board.buildings[1].building
        let newer = CommunityBoard.Campaign(
            campaign: try CampaignID(parsing: "2024-doors"), title: "门厅", rate: older.rate, threshold: older.threshold,
            basis: older.basis, work: older.work, due: older.due, households: 180,
            buildings: older.buildings.filter { $0.key == two }, days: [:])
        let both = CommunityBoard(
            community: board.community, name: board.name, fundStatus: board.fundStatus,
            scenarioDay: board.scenarioDay, units: board.units, electorate: board.electorate,
            buildings: board.buildings, assemblies: [], campaigns: [newer, older], advances: board.advances)

        let view = try CommunityView(both, notices: [], today: both.today, wording: Wording(.english))

        #expect(view.buildings.map(\.paidText) == ["112 / 180", "59 / 180"])
    }

    @Test func `a lift that is not built yet has the colour of works on the bar only while they go on`() throws {
        let board = try SampleBoard.make()
        func bar(_ stage: LiftStage) throws -> String {
            let lift = CommunityBoard.Lift(
                lift: try LiftCode(parsing: "1-1-A"), rescueCode: "", nextInspectionOn: nil, maintainer: nil,
                work: .addition, stage: stage, isBuilt: false)
            let one = CommunityBoard(
                community: board.community, name: board.name, fundStatus: board.fundStatus,
                scenarioDay: board.scenarioDay, units: board.units, electorate: board.electorate,
                buildings: [CommunityBoard.Building(building: lift.lift.building, units: 180, lifts: [lift])],
                assemblies: [], campaigns: [], advances: [])
            let view = try CommunityView(one, notices: [], today: one.today, wording: Wording(.english))
            #expect(view.liftsOut == "1")
            return view.liftBar.description
        }

        #expect(try !bar(.held).contains("underWork"))
        #expect(try bar(.underWork(since: try Day(parsing: "2023-05-06"))).contains("underWork"))
    }

    @Test(arguments: [(1, "lift, no works planned"), (2, "lifts, no works planned")])
    func `lifts without works are counted in proper English`(_ count: Int, _ words: String) throws {
        let board = try SampleBoard.make()
        let lifts = try ["1-1-A", "1-1-B"].prefix(count).map { code in
            CommunityBoard.Lift(
                lift: try LiftCode(parsing: code), rescueCode: "", nextInspectionOn: nil, maintainer: nil, work: nil,
                stage: .noWorks)
        }
        let quiet = CommunityBoard(
            community: board.community, name: board.name, fundStatus: board.fundStatus,
            scenarioDay: board.scenarioDay, units: board.units, electorate: board.electorate,
            buildings: [CommunityBoard.Building(building: Samples.building("1"), units: 180, lifts: lifts)],
            assemblies: [], campaigns: [], advances: [])

        let view = try CommunityView(quiet, notices: [], today: quiet.today, wording: Wording(.english))

        #expect(!view.hasWorks && view.liftsAll == "\(count)" && view.noWorks == words)
    }

    @Test(arguments: [(Area.zero, false), (Area(hundredths: 300_00), true)])
    func `hands that were counted at an event are told by heads alone`(_ area: Area, _ tellsArea: Bool) throws {
        let result = ItemResult(
            electorate: Samples.electorate, inFavour: Weight(area: area, heads: 3), against: .zero, abstained: .zero,
            outcome: .noted)
        let item = CommunityBoard.Item(
            item: Samples.item, title: "推选主任", turnout: CommunityBoard.Participation(heads: 0, area: Area.zero),
            result: result)
        let assembly = CommunityBoard.Assembly(
            assembly: Samples.assembly, title: "大会", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
            state: .closed, electorate: Samples.electorate, items: [item])

        let view = AssemblyView(assembly, of: Samples.community, wording: Wording(.chinese))
        let notice = try BallotAnnouncements.closed(
            AssemblyClosed(assembly: Samples.assembly, items: [CountedItem(item: Samples.item, result: result)]),
            title: "大会", titles: [Samples.item: "推选主任"])

        #expect(view.items[0].dimensions.map(\.name) == ["按业主人数"] + (tellsArea ? ["按专有部分面积"] : []))
        #expect(notice.text.zh.hasPrefix("推选主任：参与表决 3 人（占总人数 75.0%）") && notice.text.en.hasSuffix(" took part."))
        #expect(notice.text.zh.contains("面积") == tellsArea && notice.text.en.contains("area") == tellsArea)
    }

    @Test func `older notices are offered only where there may be some`() throws {
        let few = try SampleBoard.notices()
        let template = few[0]
        let full = (0..<PageQuery.noticeCount).map { index in
            Notice(
                number: Int64(40 - index), building: nil, kind: template.kind, postedOn: template.postedOn,
                title: template.title, text: template.text)
        }

        #expect(SitePath.older(than: few, "/c/runfeng") == nil)
        #expect(SitePath.older(than: [], "/c/runfeng") == nil)
        #expect(SitePath.older(than: full, "/c/runfeng") == "/c/runfeng?before=21#notices")
    }
}
