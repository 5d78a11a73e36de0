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
    static let next = QueryParameter.value(
        "next", "The page of this site to go on to after signing in", .string(maxLength: ReturnPath.limit))
    static let form = Schema.text(mediaType: FormBody.mediaType)

    enum Path {
        static let activate = "/activate"
        static let signIn = "/sign-in"
        static let me = "/me"
        static let signOut = "/me/sign-out"
        static let secret = "/me/secret"
        static let factor = "/me/second-factor"
    }

    /// Takes a form; what is wrong with it is said above it, and what is no password stands in it again.
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
            let next = ReturnPath(form["next"])
            let view = FormView(
                login: form["login"] ?? "", letterCode: Self.isAboutCode(error) ? "" : form["code"] ?? "",
                next: next?.path, refusal: text.joined(separator: " · "), key: form["key"] ?? "")
            var reply = try draw(page, view, visit, next: next, status: problem.status)
            if let wait = problem.retryAfter { reply.headers[.retryAfter] = String(wait.components.seconds) }
            return reply
        }
    }

    private static func isAboutCode(_ error: any Error) -> Bool {
        switch error {
        case PeopleError.codeRefused, PeopleError.codeOver, PeopleError.tooManyAttempts: true
        default: false
        }
    }

    private static func refusal(_ error: any Error) -> Problem? {
        switch error {
        case PeopleError.secretRefused(let refused):
            .invalid("secret", sentence(of: Phrase(zh: "密码", en: "The password"), refused))
        // Who reads a page knows of no keys: to them the code has been used, with another password.
        case let problem as Problem where problem.slug == Problem.idempotencyKeyReuse.slug: PeopleError.codeOver.problem
        case let error as any ProblemConvertible: error.problem
        case let error as InvalidValue: .invalid("login", sentence(of: Phrase(zh: "登录名", en: "The user name"), error))
        default: nil
        }
    }

    /// In an answer the field's name stands before the reason; a page has its subject here.
    private static func sentence(of subject: Phrase, _ error: InvalidValue) -> Phrase {
        Phrase(zh: subject.zh + error.reason.zh, en: "\(subject.en) \(error.reason.en)")
    }

    func draw(
        _ page: String, _ view: some Sendable, _ visit: PageVisit, next: ReturnPath? = nil, isAgain: Bool = false,
        status: Int = 200
    ) throws -> APIReply {
        let title = visit.wording.text(Phrase(zh: "同梯 账号", en: "Tongti account"))
        let query = [next?.query, isAgain ? "again=true" : nil].compactMap(\.self).joined(separator: "&")
        let head = PageHead(
            title: title, path: Self.address(of: page).map { query.isEmpty ? $0 : "\($0)?\(query)" })
        var reply = APIReply.html(pages.page(page, view, head: head, in: visit.language), status: status)
        reply.headers[.cacheControl] = "no-store"
        if visit.choice.isNew { reply.headers[.setCookie] = visit.choice.setCookie(isSecure: visit.isSecure) }
        return reply
    }

    private static func address(of page: String) -> String? {
        switch page {
        // What they show is shown this once: in another language it would be gone.
        case "activated", "factor": nil
        case "signin": Path.signIn
        case "me": Path.me
        case "secret": Path.secret
        default: Path.activate
        }
    }

    static func redirect(to path: String, cookies: [String] = []) -> APIReply {
        var reply = APIReply.noContent
        reply.status = 303
        reply.headers[.location] = path
        for cookie in cookies { reply.headers.append(HTTPField(name: .setCookie, value: cookie)) }
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
    private let request: APIRequest

    var language: Language { choice.language }
    var wording: Wording { Wording(language) }

    init(_ request: APIRequest) {
        let cookies = request.headers.text(of: .cookie)
        let asked: String?
        do {
            asked = try request.queryText("lang")
        } catch {
            // Asked for wrongly is not asked for.
            asked = nil
        }
        choice = LanguageChoice(
            query: asked, cookie: cookies, acceptLanguage: request.headers.text(of: .acceptLanguage))
        session = request.cookie(PageDesk.cookieName)
        isSecure = request.isSecure
        self.request = request
    }

    /// - Throws: `Problem` 403
    func requireOwnSite() throws { try request.requireOwnSite() }
}
