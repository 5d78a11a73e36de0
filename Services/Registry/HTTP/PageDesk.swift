import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// What the pages of the registry have in common: forms that come back with what is wrong, cookies, languages.
struct PageDesk {
    let pages: PageSet

    static let bodyLimit = 4_096
    /// Holds a refresh token that is never used up: an opaque session, of which the database knows the hash.
    static let cookieName = "session"
    static let language = QueryParameter.value(
        "lang", "The page's language, remembered in a cookie", .word(["zh", "zh-CN", "en"]))
    static let again = QueryParameter.flag("again", "Say that what was asked for needs a fresh sign-in")
    static let form = Schema.text(mediaType: FormBody.mediaType)

    enum Path {
        static let activate = "/activate"
        static let signIn = "/sign-in"
        static let me = "/me"
        static let signOut = "/me/sign-out"
        static let secret = "/me/secret"
        static let factor = "/me/second-factor"
    }

    /// Takes a form; what is wrong with it is said above it, and what is no secret stands in it again.
    func filled(
        _ page: String, _ request: APIRequest, _ handle: (FormBody, PageVisit) async throws -> APIReply
    ) async throws -> APIReply {
        let visit = PageVisit(request)
        try visit.requireOwnSite()
        let form = try FormBody(request)
        do {
            return try await handle(form, visit)
        } catch {
            guard let problem = Self.refusal(error), problem.status < 500 else { throw error }
            let reasons = problem.errors.map(\.reason) + [problem.detail].compactMap(\.self)
            let text = (problem.errors.isEmpty ? [problem.title] + reasons : reasons).map(visit.wording.text)
            let view = FormView(login: form["login"] ?? "", refusal: text.joined(separator: " · "))
            var reply = try draw(page, view, visit, status: problem.status)
            if let wait = problem.retryAfter { reply.headers[.retryAfter] = String(wait.components.seconds) }
            return reply
        }
    }

    private static func refusal(_ error: any Error) -> Problem? {
        switch error {
        case let error as any ProblemConvertible: error.problem
        case let error as InvalidValue: .invalid("login", error.reason)
        default: nil
        }
    }

    func draw(_ page: String, _ view: some Sendable, _ visit: PageVisit, status: Int = 200) throws -> APIReply {
        let title = visit.wording.text(Phrase(zh: "同梯 账号", en: "Tongti account"))
        let head = PageHead(title: title, path: Self.address(of: page))
        var reply = APIReply.html(pages.page(page, view, head: head, in: visit.language), status: status)
        reply.headers[.cacheControl] = "no-store"
        if visit.choice.isNew { reply.headers[.setCookie] = visit.choice.setCookie }
        return reply
    }

    private static func address(of page: String) -> String {
        switch page {
        case "signin": Path.signIn
        case "me": Path.me
        case "secret": Path.secret
        default: Path.activate
        }
    }

    static func redirect(to path: String, cookie: String?) -> APIReply {
        var reply = APIReply.noContent
        reply.status = 303
        reply.headers[.location] = path
        reply.headers[.setCookie] = cookie
        return reply
    }

    /// Goes only to these pages, to no script, and with no link from another site.
    static func cookie(_ value: String, _ visit: PageVisit) -> String {
        let end = (visit.isSecure ? "; Secure" : "") + (value.isEmpty ? "; Max-Age=0" : "")
        return "\(cookieName)=\(value); Path=\(Path.me); HttpOnly; SameSite=Strict\(end)"
    }
}

/// One reader's look at one page.
struct PageVisit {
    let choice: LanguageChoice
    let session: String?
    let isSecure: Bool
    private let site: String?

    var language: Language { choice.language }
    var wording: Wording { Wording(language) }

    init(_ request: APIRequest) {
        let cookies = request.headers[.cookie]
        let asked: String?
        do {
            asked = try request.queryText("lang")
        } catch {
            // Asked for wrongly is not asked for.
            asked = nil
        }
        choice = LanguageChoice(query: asked, cookie: cookies, acceptLanguage: request.headers[.acceptLanguage])
        session = cookies?.split(separator: ";").map { $0.drop { $0 == " " } }
            .first { $0.hasPrefix("\(PageDesk.cookieName)=") }
            .map { String($0.dropFirst(PageDesk.cookieName.count + 1)) }
        isSecure = HTTPField.Name("x-forwarded-proto").flatMap { request.headers[$0] } == "https"
        site = HTTPField.Name("sec-fetch-site").flatMap { request.headers[$0] }
    }

    /// A form that another site shows is not taken; older browsers do not say where it stood.
    ///
    /// - Throws: `Problem` 403
    func requireOwnSite() throws {
        guard let site, site != "same-origin", site != "none" else { return }
        throw Problem(403, "foreign-form", Phrase(zh: "请在本站填写", en: "Please fill in the form on this site"))
    }
}
