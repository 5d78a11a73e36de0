import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// What the pages of this service have in common: languages, who is let in, and refusals that people read.
struct BallotPageDesk: Sendable {
    let pages: PageSet
    let door: PageDoor
    let papers: AssemblyPaper.Query
    /// Where residents reach the site, if that was set.
    let siteURL: String?

    static let language = QueryParameter.value(
        "lang", "The page's language, remembered in a cookie", .word(["zh", "zh-CN", "en"]))
    static let unit = QueryParameter.value("unit", "For which unit a letter leads here", .unit)
    static let form = Schema.text(mediaType: FormBody.mediaType)
    static let formLimit = 4_096

    /// Answers with a page.
    ///
    /// What is refused becomes a page too; whoever has to sign in first is led there and back. `home` is where a
    /// refusal leads back to, `again` where one comes back to after signing in, and `receipt` where the receipt of a
    /// vote is looked up that stands in another one's way.
    func answer(
        _ request: APIRequest, home: String, again: String? = nil, receipt: ((ReceiptID) -> String)? = nil,
        _ draw: (BallotVisit) async throws -> APIReply
    ) async throws -> APIReply {
        let visit = try BallotVisit(request, pages)
        var reply: APIReply
        do {
            reply = try await draw(visit)
        } catch {
            reply = try refusal(error, visit, home: home, again: again ?? home, receipt: receipt)
        }
        // Turnout changes by the second, and the rest is nobody else's.
        reply.headers[.cacheControl] = "no-store"
        reply.headers[.vary] = "Cookie, Accept-Language"
        if visit.choice.isNew { reply.headers[.setCookie] = visit.choice.setCookie(isSecure: request.isSecure) }
        return reply
    }

    private func refusal(
        _ error: any Error, _ visit: BallotVisit, home: String, again: String, receipt: ((ReceiptID) -> String)?
    ) throws -> APIReply {
        let problem = Problem(describing: error)
        guard problem.status != 500 else { throw error }
        if problem.status == 401 { return .seeOther(BallotPath.signIn(for: again)) }
        let title = visit.wording.text(problem.title)
        let reasons = ([problem.detail].compactMap(\.self) + problem.errors.map(\.reason)).map(visit.wording.text)
        var view = RefusalView(
            title: title, reasons: reasons, back: problem.slug == Self.unknownCommunity ? nil : home,
            backText: visit.wording.text(Phrase(zh: "返回", en: "Back")),
            signIn: problem.slug == Problem.roleRequired.slug ? BallotPath.signIn(for: again) : nil)
        if let vote = (error as? BallotsError)?.standing, let receipt {
            view.back = receipt(vote.receipt)
            view.backText = visit.wording.text(Phrase(zh: "查看这一票的回执", en: "See the receipt of the vote that stands"))
        }
        var reply = visit.page("refusal", view, head: PageHead(title: title, path: home), status: problem.status)
        if let wait = problem.retryAfter { reply.headers[.retryAfter] = String(max(1, wait.components.seconds)) }
        return reply
    }

    private static let unknownCommunity = "unknown-community"

    /// The way up to an assembly's page.
    func crumbs(_ paper: AssemblyPaper, _ visit: BallotVisit, below: Bool = true) -> [PageHead.Link] {
        let list = PageHead.Link(
            visit.wording.text(Phrase(zh: "业主大会会议", en: "Assemblies")), BallotPath.list(paper.community))
        guard below else { return [list] }
        let page = BallotPath.assembly(paper.assembly.id, of: paper.community)
        return [list, PageHead.Link(paper.assembly.title, page)]
    }

    /// What stands before a path where people reach it from elsewhere; nil where nobody knows.
    func site(_ request: APIRequest) -> String? { siteURL ?? request.origin }
}

/// One reader's look at one page.
struct BallotVisit: Sendable {
    let choice: LanguageChoice
    private let pages: PageSet

    var language: Language { choice.language }
    var wording: Wording { Wording(language) }

    init(_ request: APIRequest, _ pages: PageSet) throws {
        choice = LanguageChoice(
            query: try request.queryText("lang"), cookie: request.headers.text(of: .cookie),
            acceptLanguage: request.headers.text(of: .acceptLanguage))
        self.pages = pages
    }

    func page(_ name: String, _ view: some Sendable, head: PageHead, status: Int = 200) -> APIReply {
        .html(pages.page(name, view, head: head, in: language), status: status)
    }

    func fragment(_ name: String, _ view: some Sendable) -> String { pages.fragment(name, view, in: language) }
}
