import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// Letters and ballots to be printed, a building at a time.
struct PrintController: Sendable {
    let desk: BallotPageDesk
    let roll: PaperRoll

    private static let roles: Set<Role> = [.operator, .scrutineer, .committee]

    var routes: [Route] {
        [
            Route(
                .get, BallotPath.Route.papers, roles: .anyone, query: [BallotPageDesk.language], answer: .page,
                summary: "Which letters and ballots there are to print, for scrutineer, committee and operator", list),
            Route(
                .get, BallotPath.Route.sheets, roles: .anyone, query: [BallotPageDesk.language], answer: .page,
                summary: "A letter and a ballot for each household of a building", sheets),
        ]
    }

    private func list(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let path = BallotPath.papers(id, of: community)
        return try await desk.answer(request, home: BallotPath.assembly(id, of: community), again: path) { visit in
            _ = try await desk.door.admit(request, as: Self.roles, in: community)
            let paper = try await desk.papers(id, of: community)
            let units = try await roll.units(paper.detail.stored, of: community)
            let address = desk.site(request).map { $0 + BallotPath.assembly(id, of: community) }
            let view = PapersView(units, of: paper, address: address, wording: visit.wording)
            let head = PageHead(title: paper.assembly.title, path: path, crumbs: desk.crumbs(paper, visit))
            return visit.page("papers", view, head: head)
        }
    }

    private func sheets(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let building: BuildingCode = try request.path("building")
        let path = BallotPath.sheets(building, id, of: community)
        return try await desk.answer(request, home: BallotPath.papers(id, of: community), again: path) { visit in
            _ = try await desk.door.admit(request, as: Self.roles, in: community)
            let paper = try await desk.papers(id, of: community)
            let units = try await roll.units(paper.detail.stored, of: community).filter { $0.building == building }
            guard !units.isEmpty else { throw Problem.notFound }
            let frame = try SheetFrame(paper, wording: visit.wording)
            let site = desk.site(request)
            // A building may have hundreds of households: each is drawn when the one before has been sent.
            return .page { take in
                try await take(visit.fragment("sheetsBegin", frame))
                for unit in units {
                    let address = site.map { $0 + BallotPath.assembly(id, of: community, unit: unit) }
                    let view = SheetView(unit, in: frame, address: address, wording: visit.wording)
                    try await take(visit.fragment("sheet", view))
                }
                try await take(visit.fragment("sheetsEnd", frame))
            }
        }
    }
}
