import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// The page of an item by building, for anybody.
struct BuildingPageController: Sendable {
    let desk: BallotPageDesk
    let counts: BuildingCounts

    var routes: [Route] {
        [
            Route(
                .get, BallotPath.Route.buildings, roles: .anyone, query: [BallotPageDesk.language], answer: .page,
                summary: "The page that shows how each building took part in an item", show)
        ]
    }

    private func show(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let item: ItemID = try request.path("item")
        return try await desk.answer(request, home: BallotPath.assembly(id, of: community)) { visit in
            let reading = try await counts(of: item, id, of: community)
            let paper = try await desk.papers(id, of: community)
            let head = PageHead(
                title: paper.assembly.title, path: BallotPath.buildings(item, id, of: community),
                crumbs: desk.crumbs(paper, visit))
            return visit.page(
                "buildings", BuildingCountsView(reading, on: item, of: paper, wording: visit.wording), head: head)
        }
    }
}
