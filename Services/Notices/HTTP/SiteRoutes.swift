import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// The web site: pages for residents, in the language they choose.
struct SiteRoutes: Sendable {
    let communities: CommunityListQuery
    let query: PageQuery
    let buildings: BuildingBoards
    let live: LiveBoards

    private static let language = QueryParameter.value(
        "lang", "The page's language, remembered in a cookie", .word(["zh", "zh-CN", "en"]))
    private static let before = QueryParameter.value(
        "before", "Shows the notices before this number", .integer(minimum: 1))

    var routes: [Route] {
        [
            Route(
                .get, "/", roles: .anyone, query: [Self.language], answer: .page, summary: "All communities", front),
            Route(
                .get, "/c/{community}", roles: .anyone, query: [Self.language, Self.before], answer: .page,
                summary: "A community with all its buildings", community),
            Route(
                .get, "/c/{community}/{building}", roles: .anyone, query: [Self.language, Self.before], answer: .page,
                summary: "The board of a building", building),
            Route(
                .get, "/c/{community}/{building}/digests/{day}", roles: .anyone, query: [Self.language], answer: .page,
                summary: "A building's daily digest, to be printed", digest),
            Route(
                .get, "/c/{community}/{building}/live", roles: .anyone, query: [Self.language], answer: .eventStream,
                summary: "The board's changing part whenever it changes, as server-sent events", follow),
            Route(
                .get, "\(SiteAsset.folder)/{hash}/{name}", roles: .anyone,
                answer: .text(mediaType: "text/css"), summary: "The site's style sheet, script and icon", asset),
            Route(
                .get, "/favicon.ico", roles: .anyone, answer: .text(mediaType: SiteAsset.icon.mediaType),
                summary: "The site's icon, where browsers look for it by themselves"
            ) { _ in
                var reply = APIReply.text(SiteAsset.icon.content, mediaType: SiteAsset.icon.mediaType)
                reply.headers[.cacheControl] = "public, max-age=86400"
                return reply
            },
        ]
    }

    // MARK: - Pages

    private func front(_ request: APIRequest) async throws -> APIReply {
        try await page(request) { visit in
            let view = FrontView(try await communities(), wording: visit.wording)
            let title = visit.wording.text(Phrase(zh: "同梯 各小区公示", en: "Tongti public boards"))
            return visit.page("front", view, head: PageHead(title: title, path: SitePath.front))
        }
    }

    private func community(_ request: APIRequest) async throws -> APIReply {
        try await page(request) { visit in
            let (community, before) = (try request.community, try Self.number(request))
            guard let found = try await query.community(community, before: before) else { throw Problem.notFound }
            let board = found.board
            let view = try CommunityView(board, notices: found.notices, today: board.today, wording: visit.wording)
            let head = PageHead(
                title: board.name, path: SitePath.page(SitePath.community(board.community), before: before),
                crumbs: [visit.home])
            return visit.page("community", view, head: head)
        }
    }

    private func building(_ request: APIRequest) async throws -> APIReply {
        try await page(request) { visit in
            let before = try Self.number(request)
            let (board, building) = try await building(of: request, before: before)
            let code = building.building.building
            let view = buildings.view(
                of: building, in: board,
                code: buildings.code(board.community, code, from: request.origin, visit.wording),
                wording: visit.wording)
            let head = PageHead(
                title: "\(view.building) \(board.name)",
                path: SitePath.page(SitePath.building(board.community, code), before: before),
                crumbs: [visit.home, visit.link(to: board)],
                live: before == nil ? SitePath.live(board.community, code, in: visit.language) : nil)
            return visit.page(before == nil ? "building" : "archive", view, head: head)
        }
    }

    private func digest(_ request: APIRequest) async throws -> APIReply {
        try await page(request) { visit in
            let (community, building) = (try request.community, try request.path("building", as: BuildingCode.self))
            let day: Day = try request.path("day")
            guard let found = try await query.digest(of: day, community, building: building) else {
                throw Problem.notFound
            }
            let board = found.board
            let name = visit.wording.building(building)
            let path = SitePath.building(community, building)
            func link(_ day: Day) -> PageHead.Link {
                PageHead.Link(visit.wording.day(day), SitePath.digest(community, building, day))
            }
            let view = DigestPageView(
                name: board.name, building: name, boardPath: path,
                digest: DigestView(found.digest, in: community, wording: visit.wording),
                earlier: found.earlier.map(link), later: found.later.map(link),
                code: buildings.code(community, building, from: request.origin, visit.wording))
            let head = PageHead(
                title: "\(name) \(visit.wording.day(day))", path: SitePath.digest(community, building, day),
                crumbs: [visit.home, visit.link(to: board), PageHead.Link(name, path)])
            return visit.page("digest", view, head: head)
        }
    }

    // MARK: - Streams and files

    private func follow(_ request: APIRequest) async throws -> APIReply {
        let (community, building) = (try request.community, try request.path("building", as: BuildingCode.self))
        // Its figures come with the next look.
        guard try await query.isThere(building, of: community) else { throw Problem.notFound }
        let events = try live.follow(
            LiveBoards.Subject(
                community: community, building: building, language: try Visit(request, self).language))
        return .eventStream(events, backlog: LiveBoards.backlog)
    }

    private func asset(_ request: APIRequest) async throws -> APIReply {
        let hash: Code<SiteAsset> = try request.path("hash")
        let name: Code<SiteAsset> = try request.path("name")
        guard let asset = SiteAsset.at(path: "\(SiteAsset.folder)/\(hash)/\(name)") else { throw Problem.notFound }
        var reply = APIReply.text(asset.content, mediaType: asset.mediaType)
        reply.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return reply
    }

    // MARK: - Pieces

    private func building(
        of request: APIRequest, before: Int64?
    ) async throws -> (CommunityBoard, PageQuery.Building) {
        let code: BuildingCode = try request.path("building")
        guard let read = try await query.buildings([code], of: try request.community, before: before),
            let building = read.found[code]
        else { throw Problem.notFound }
        return (read.board, building)
    }

    private static func number(_ request: APIRequest) throws -> Int64? {
        let number = try request.query("before", in: 0...Int(Int32.max), default: 0)
        return number == 0 ? nil : Int64(number)
    }

    /// Answers with a page; what is not there or was asked wrongly becomes a page too, because people read it.
    private func page(_ request: APIRequest, _ draw: (Visit) async throws -> String) async throws -> APIReply {
        let visit = try Visit(request, self)
        var reply: APIReply
        do {
            reply = .html(try await draw(visit))
        } catch let problem as Problem where problem.status < 500 {
            reply = .html(visit.problem(problem), status: problem.status)
        }
        reply.headers[.vary] = "Cookie, Accept-Language"
        if visit.choice.isNew { reply.headers[.setCookie] = visit.choice.setCookie(isSecure: request.isSecure) }
        return reply
    }

    /// One reader's look at one page.
    private struct Visit {
        let choice: LanguageChoice
        let pages: PageSet

        var language: Language { choice.language }
        var wording: Wording { Wording(language) }
        var home: PageHead.Link {
            PageHead.Link(wording.text(Phrase(zh: "全部小区", en: "All communities")), SitePath.front)
        }

        init(_ request: APIRequest, _ site: SiteRoutes) throws {
            choice = LanguageChoice(
                query: try request.queryText("lang"), cookie: request.headers.text(of: .cookie),
                acceptLanguage: request.headers.text(of: .acceptLanguage))
            pages = site.buildings.pages
        }

        func page(_ name: String, _ view: some Sendable, head: PageHead) -> String {
            pages.page(name, view, head: head, in: language)
        }

        func link(to board: CommunityBoard) -> PageHead.Link {
            PageHead.Link(board.name, SitePath.community(board.community))
        }

        func problem(_ problem: Problem) -> String {
            let title = wording.text(problem.title)
            let view = ProblemView(title: title, text: problem.detail.map(wording.text) ?? "")
            return page("problem", view, head: PageHead(title: title, path: SitePath.front))
        }
    }
}
