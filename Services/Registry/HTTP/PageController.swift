import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// Plain pages for residents: open an account, sign in, and see one's units and roles.
///
/// They work without a script.
struct PageController {
    let signIn: SignIn
    let session: ContinueSession
    let activate: Activate
    let queries: PeopleQueries
    let pages: PageSet

    private static let bodyLimit = 4_096
    /// Holds a refresh token that is never used up: an opaque session, of which the database knows the hash.
    private static let cookieName = "session"
    private static let language = QueryParameter.value(
        "lang", "The page's language, remembered in a cookie", .word(["zh", "zh-CN", "en"]))
    private static let form = Schema.text(mediaType: FormBody.mediaType)

    private enum Path {
        static let activate = "/activate"
        static let signIn = "/sign-in"
        static let me = "/me"
        static let signOut = "/me/sign-out"
    }

    var routes: [Route] {
        [
            Route(
                .get, Path.activate, roles: .anyone, query: [Self.language], answer: .page,
                summary: "The page on which a letter's code is typed"
            ) { try draw("activate", FormView(), Visit($0)) },
            Route(
                .post, Path.activate, roles: .anyone, query: [Self.language], request: Self.form, answer: .page,
                summary: "Opens an account by a form", bodyLimit: Self.bodyLimit, open),
            Route(
                .get, Path.signIn, roles: .anyone, query: [Self.language], answer: .page,
                summary: "The page to sign in on"
            ) { try draw("signin", FormView(), Visit($0)) },
            Route(
                .post, Path.signIn, roles: .anyone, query: [Self.language], request: Self.form, answer: .page,
                summary: "Signs in by a form",
                bodyLimit: Self.bodyLimit, begin),
            Route(
                .get, Path.me, roles: .anyone, query: [Self.language], answer: .page,
                summary: "My units and my roles, for whoever has the cookie of signing in", me),
            Route(
                .post, Path.signOut, roles: .anyone, query: [Self.language], answer: .page,
                summary: "Signs out the session of the cookie", bodyLimit: Self.bodyLimit, end),
        ]
    }

    // MARK: - Handlers

    private func open(_ request: APIRequest) async throws -> APIReply {
        try await filled("activate", request) { form, visit in
            let login = try form["login"].map { try LoginName(parsing: $0) }
            let answer = try await activate.handle(
                Activate.Wish(
                    code: form["code"] ?? "", login: login, secret: form.secret("secret"),
                    address: request.clientAddress))
            return try draw("activated", ActivatedView(answer, wording: visit.wording), visit)
        }
    }

    private func begin(_ request: APIRequest) async throws -> APIReply {
        try await filled("signin", request) { form, visit in
            let answer = try await signIn.handle(
                SignIn.Attempt(
                    login: form["login"] ?? "", secret: Passphrase(given: form.secret("secret")), code: form["code"],
                    community: nil, address: request.clientAddress))
            return Self.redirect(to: Path.me, cookie: Self.cookie(answer.refreshToken, visit))
        }
    }

    private func me(_ request: APIRequest) async throws -> APIReply {
        let visit = Visit(request)
        guard let token = visit.session, let person = try await queries.person(ofSession: token) else {
            return Self.redirect(to: Path.signIn, cookie: nil)
        }
        return try draw("me", MeView(person, wording: visit.wording), visit)
    }

    private func end(_ request: APIRequest) async throws -> APIReply {
        let visit = Visit(request)
        try visit.requireOwnSite()
        if let token = visit.session { try await session.end(token, everywhere: false) }
        return Self.redirect(to: Path.signIn, cookie: Self.cookie("", visit))
    }

    // MARK: - Pieces

    /// Takes a form; what is wrong with it is said above it, and what is no secret stands in it again.
    private func filled(
        _ page: String, _ request: APIRequest, _ handle: (FormBody, Visit) async throws -> APIReply
    ) async throws -> APIReply {
        let visit = Visit(request)
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

    private func draw(_ page: String, _ view: some Sendable, _ visit: Visit, status: Int = 200) throws -> APIReply {
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
        default: Path.activate
        }
    }

    private static func redirect(to path: String, cookie: String?) -> APIReply {
        var reply = APIReply.noContent
        reply.status = 303
        reply.headers[.location] = path
        reply.headers[.setCookie] = cookie
        return reply
    }

    /// Goes only to these pages, to no script, and with no link from another site.
    private static func cookie(_ value: String, _ visit: Visit) -> String {
        let end = (visit.isSecure ? "; Secure" : "") + (value.isEmpty ? "; Max-Age=0" : "")
        return "\(cookieName)=\(value); Path=\(Path.me); HttpOnly; SameSite=Strict\(end)"
    }

    /// One reader's look at one page.
    private struct Visit {
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
                .first { $0.hasPrefix("\(PageController.cookieName)=") }
                .map { String($0.dropFirst(PageController.cookieName.count + 1)) }
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
}
