import HTTPTypes
import Model
import ServiceRuntime

/// Plain pages for residents: open an account, sign in, and see one's units and roles.
///
/// They work without a script.
struct PageController {
    let signIn: SignIn
    let session: ContinueSession
    let activate: Activate
    let queries: PeopleQueries
    let desk: PageDesk

    private typealias Path = PageDesk.Path

    var routes: [Route] {
        [
            Route(
                .get, Path.activate, roles: .anyone, query: [PageDesk.language], answer: .page,
                summary: "The page on which a letter's code is typed"
            ) { try desk.draw("activate", FormView(key: Base64URL.encode(Randomness.bytes(16))), PageVisit($0)) },
            Route(
                .post, Path.activate, roles: .anyone, query: [PageDesk.language], request: PageDesk.form, answer: .page,
                summary: "Opens an account by a form", bodyLimit: PageDesk.bodyLimit, open),
            Route(
                .get, Path.signIn, roles: .anyone, query: [PageDesk.language, PageDesk.again, PageDesk.next],
                answer: .page, summary: "The page to sign in on"
            ) { request in
                let next = ReturnPath(try request.queryText("next"))
                let isAgain = try request.flag("again")
                let view = FormView(next: next?.path, isAgain: isAgain)
                return try desk.draw("signin", view, PageVisit(request), next: next, isAgain: isAgain)
            },
            Route(
                .post, Path.signIn, roles: .anyone, query: [PageDesk.language], request: PageDesk.form, answer: .page,
                summary: "Signs in by a form",
                bodyLimit: PageDesk.bodyLimit, begin),
            Route(
                .get, Path.me, roles: .anyone, query: [PageDesk.language], answer: .page,
                summary: "My units and my roles, for whoever has the cookie of signing in", me),
            Route(
                .post, Path.signOut, roles: .anyone, query: [PageDesk.language], answer: .page,
                summary: "Signs out the session of the cookie", bodyLimit: PageDesk.bodyLimit, end),
        ]
    }

    // MARK: - Handlers

    private func open(_ request: APIRequest) async throws -> APIReply {
        try await desk.filled("activate", request) { form, visit in
            let login = try form["login"].map { try LoginName(parsing: $0) }
            let answer = try await activate.handle(
                Activate.Wish(
                    code: form["code"] ?? "", login: login, secret: form.secret("secret"),
                    factor: form["factor"], address: request.clientAddress, key: form["key"]))
            return try desk.draw("activated", ActivatedView(answer, wording: visit.wording), visit)
        }
    }

    private func begin(_ request: APIRequest) async throws -> APIReply {
        try await desk.filled("signin", request) { form, visit in
            let next = ReturnPath(form["next"])
            let answer = try await signIn.handle(
                SignIn.Attempt(
                    login: form["login"] ?? "", secret: Passphrase(given: form.secret("secret")), code: form["code"],
                    community: next?.community, address: request.clientAddress))
            let cookies = [
                PageDesk.cookie(answer.refreshToken, visit),
                AccessCookie.setting(answer.token, life: PeopleDesk.tokenLife, isSecure: visit.isSecure),
            ]
            return PageDesk.redirect(to: next?.path ?? Path.me, cookies: cookies)
        }
    }

    private func me(_ request: APIRequest) async throws -> APIReply {
        let visit = PageVisit(request)
        guard let token = visit.session, let person = try await queries.person(ofSession: token) else {
            return PageDesk.redirect(to: Path.signIn)
        }
        return try desk.draw("me", MeView(person, wording: visit.wording), visit)
    }

    private func end(_ request: APIRequest) async throws -> APIReply {
        let visit = PageVisit(request)
        try visit.requireOwnSite()
        if let token = visit.session { try await session.end(token, everywhere: false) }
        let cookies = [PageDesk.cookie("", visit), AccessCookie.clearing(isSecure: visit.isSecure)]
        return PageDesk.redirect(to: Path.signIn, cookies: cookies)
    }
}
