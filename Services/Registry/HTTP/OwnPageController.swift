import HTTPTypes
import Model
import ServiceRuntime

/// Pages on which people look after their own account: another secret, a second factor.
///
/// Both need a sign-in of the last minutes; who has none is sent to sign in again.
struct OwnPageController {
    let change: ChangeSecret
    let addSecondFactor: AddSecondFactor
    let queries: PeopleQueries
    let desk: PageDesk

    private typealias Path = PageDesk.Path

    var routes: [Route] {
        [
            Route(
                .get, PageDesk.Path.secret, roles: .anyone, query: [PageDesk.language], answer: .page,
                summary: "The page on which one chooses another secret"
            ) { request in
                let visit = PageVisit(request)
                guard try await freshSession(of: visit) != nil else { return Self.signInAgain }
                return try desk.draw("secret", FormView(), visit)
            },
            Route(
                .post, PageDesk.Path.secret, roles: .anyone, query: [PageDesk.language], request: PageDesk.form,
                answer: .page, summary: "Changes the secret by a form", bodyLimit: PageDesk.bodyLimit, changeSecret),
            Route(
                .post, PageDesk.Path.factor, roles: .anyone, query: [PageDesk.language], answer: .page,
                summary: "Shows the key of a new second factor, once", bodyLimit: PageDesk.bodyLimit, addFactor),
        ]
    }

    private func changeSecret(_ request: APIRequest) async throws -> APIReply {
        try await desk.filled("secret", request) { form, visit in
            // What is no filled form is none for whoever sends it.
            guard !form.secret("current").isEmpty, !form.secret("secret").isEmpty else {
                throw Problem.invalid(
                    "secret", Phrase(zh: "请填写现用密码和新密码", en: "Please type the present password and the new one"))
            }
            guard let session = try await freshSession(of: visit) else { return Self.signInAgain }
            let chosen = form.secret("secret")
            guard chosen == form.secret("repeated") else {
                throw Problem.invalid(
                    "repeated", Phrase(zh: "两次输入的新密码不一致", en: "The new password was not typed the same twice"))
            }
            let wish = ChangeSecret.Wish(
                current: Passphrase(given: form.secret("current")), chosen: chosen, address: request.clientAddress)
            try await change.handle(wish, of: session.account, keeping: session.id)
            guard let token = visit.session, let person = try await queries.person(ofSession: token) else {
                return PageDesk.redirect(to: Path.signIn)
            }
            return try desk.draw("me", MeView(person, isSecretNew: true, wording: visit.wording), visit)
        }
    }

    private func addFactor(_ request: APIRequest) async throws -> APIReply {
        let visit = PageVisit(request)
        try visit.requireOwnSite()
        guard let session = try await freshSession(of: visit) else { return Self.signInAgain }
        do {
            let answer = try await addSecondFactor.handle(session.account)
            return try desk.draw("factor", FactorView(answer, wording: visit.wording), visit)
        } catch PeopleError.secondFactorExists {
            // The page that the button stood on was an old one.
            return PageDesk.redirect(to: Path.me)
        }
    }

    private func freshSession(of visit: PageVisit) async throws -> Session? {
        guard let token = visit.session else { return nil }
        return try await queries.freshSession(token)
    }

    private static let signInAgain = PageDesk.redirect(to: Path.signIn + "?again=true")
}
