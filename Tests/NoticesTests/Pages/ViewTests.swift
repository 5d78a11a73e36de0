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

    @Test func `older notices are offered only where there may be some`() throws {
        let few = try SampleBoard.notices()
        let template = few[0]
        let full = (0..<BuildingBoards.noticeCount).map { index in
            Notice(
                number: Int64(40 - index), building: nil, kind: template.kind, postedOn: template.postedOn,
                title: template.title, text: template.text)
        }

        #expect(SitePath.older(than: few, "/c/runfeng") == nil)
        #expect(SitePath.older(than: [], "/c/runfeng") == nil)
        #expect(SitePath.older(than: full, "/c/runfeng") == "/c/runfeng?before=21")
    }
}
