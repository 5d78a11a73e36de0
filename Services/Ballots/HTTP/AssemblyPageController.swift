import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// Pages for anybody: the assemblies of a community, one of them with its turnout or result, and receipts.
struct AssemblyPageController: Sendable {
    let desk: BallotPageDesk
    let list: AssemblyList.Query
    let receipts: ReceiptLookup
    let live: LiveTurnout

    private static let code = QueryParameter.value("code", "The receipt to look up", .string(maxLength: 64))
    private static let isNew = QueryParameter.flag("new", "Whether the receipt was given a moment ago")
    private static let cursor = QueryParameter.value("cursor", "Shows older assemblies", .integer(minimum: 1))
    private static let rows = 50

    var routes: [Route] {
        [
            Route(
                .get, BallotPath.Route.list, roles: .anyone, query: [BallotPageDesk.language, Self.cursor],
                answer: .page, summary: "The page of a community's assemblies", all),
            Route(
                .get, BallotPath.Route.assembly, roles: .anyone, query: [BallotPageDesk.language, BallotPageDesk.unit],
                answer: .page, summary: "The page of an assembly: agenda, turnout, result", one),
            Route(
                .get, BallotPath.Route.live, roles: .anyone, query: [BallotPageDesk.language], answer: .eventStream,
                summary: "The part of an assembly's page that changes, whenever it does, as server-sent events", follow),
            Route(
                .get, BallotPath.Route.receipts, roles: .anyone,
                query: [BallotPageDesk.language, Self.code, Self.isNew], answer: .page,
                summary: "The page on which a receipt is looked up", receipt),
        ]
    }

    private func all(_ request: APIRequest) async throws -> APIReply {
        let community = try request.community
        let path = BallotPath.list(community)
        return try await desk.answer(request, home: path) { visit in
            let cursor = try request.queryText("cursor").flatMap(Int64.init)
            let name = try await desk.papers.name(of: community)
            let page = try await list(of: community, from: cursor, limit: Self.rows)
            let view = AssemblyListView(page, of: community, named: name, wording: visit.wording)
            let home = PageHead.Link(name, "/c/\(PercentEncoding.encode(community.description))")
            return visit.page("assemblies", view, head: PageHead(title: name, path: path, crumbs: [home]))
        }
    }

    private func one(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        return try await desk.answer(request, home: BallotPath.list(community)) { visit in
            let unit = try request.query("unit", as: UnitCode.self)
            let paper = try await desk.papers(id, of: community)
            let head = PageHead(
                title: paper.assembly.title, path: BallotPath.assembly(id, of: community, unit: unit),
                crumbs: desk.crumbs(paper, visit, below: false),
                live: paper.assembly.state.name.isSealed
                    ? "\(BallotPath.assembly(id, of: community))/live?lang=\(visit.language.rawValue)" : nil)
            return visit.page(
                "assembly", try AssemblyPageView(paper, unit: unit, wording: visit.wording), head: head)
        }
    }

    private func follow(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let language = try BallotVisit(request, desk.pages).language
        let isCounted = try await desk.papers(id, of: community).assembly.state.name.isCounted
        // Without content a browser does not come back. Whose line broke before the count is still told of it.
        if isCounted, request.headers.text(of: .lastEventID) == LiveTurnout.lastID { return .noContent }
        return .eventStream(live.follow(id, of: community, in: language), backlog: 2)
    }

    private func receipt(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let path = BallotPath.receipts(id, of: community)
        return try await desk.answer(request, home: BallotPath.assembly(id, of: community)) { visit in
            let paper = try await desk.papers(id, of: community)
            let typed = try request.queryText("code").map { $0.filter { !$0.isWhitespace }.lowercased() }
            let found = try await look(typed, in: paper, visit)
            let view = ReceiptView(
                title: paper.assembly.title, path: path, assembly: BallotPath.assembly(id, of: community),
                mine: BallotPath.mine(id, of: community), code: typed ?? "",
                isNew: try request.flag("new") && found.view != nil, found: found.view, refusal: found.refusal,
                address: "\(desk.site(request) ?? "")\(path)")
            let address = typed.map { "\(path)?code=\(PercentEncoding.encode($0))" } ?? path
            let head = PageHead(title: paper.assembly.title, path: address)
            return visit.page("receipts", view, head: head, status: found.status)
        }
    }

    private func look(
        _ typed: String?, in paper: AssemblyPaper, _ visit: BallotVisit
    ) async throws -> (view: ReceiptView.Found?, refusal: String?, status: Int) {
        guard let typed else { return (nil, nil, 200) }
        let wording = visit.wording
        guard let receipt = ReceiptID(typed) else {
            let reason = Phrase(zh: "回执号不完整：应为 36 个字符。", en: "This is no receipt code: it has 36 characters.")
            return (nil, wording.text(reason), 400)
        }
        do {
            let found = try await receipts.find(receipt, in: paper.assembly.id, of: paper.community)
            let item = paper.assembly.items.first { $0.item == found.item }
            let details = "\(wording.channel(found.channel)) · \(wording.time(found.acceptedAt))"
            let replaced = found.replacedAt.map { time in
                let time = wording.time(time)
                return wording.text(
                    Phrase(
                        zh: "这一票已于 \(time) 更改，以后一张回执为准。",
                        en: "This vote was changed at \(time). The later receipt stands for it."))
            }
            let view = ReceiptView.Found(
                question: item?.title ?? "\(found.item)", details: details, replaced: replaced)
            return (view, nil, 200)
        } catch let error as BallotsError where error == .unknownReceipt {
            return (nil, wording.text(error.problem.title), error.problem.status)
        }
    }
}

extension APIRequest {
    /// The community and the assembly that the path names.
    var assembly: (community: CommunityID, assembly: AssemblyID) {
        get throws { (try community, try path("assembly")) }
    }
}
