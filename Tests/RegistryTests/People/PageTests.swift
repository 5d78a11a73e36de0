import Foundation
import HTTPTypes
import Model
import Pages
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct PageTests {
    private static let languageLink = #"<a class="language""#

    private func form(
        _ registry: TestRegistry, _ path: String, _ body: String, cookie: String? = nil, site: String? = nil,
        scheme: String? = nil, language: String = "en"
    ) async throws -> TestRegistry.Reply {
        var fields: HTTPFields = [
            .acceptLanguage: language, .contentType: "application/x-www-form-urlencoded",
        ]
        fields[.cookie] = cookie
        if let site, let name = HTTPField.Name("Sec-Fetch-Site") { fields[name] = site }
        if let scheme, let name = HTTPField.Name("X-Forwarded-Proto") { fields[name] = scheme }
        return try await registry.service.send(.post, path, fields, body)
    }

    private func page(
        _ registry: TestRegistry, _ path: String, cookie: String? = nil, language: String = "en"
    ) async throws -> TestRegistry.Reply {
        var fields: HTTPFields = [.acceptLanguage: language]
        fields[.cookie] = cookie
        return try await registry.service.send(.get, path, fields)
    }

    @Test(.database) func `what signing in gives to somebody who came by TLS never travels without`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            _ = try await form(registry, "/activate", "code=\(code)&login=owner.a&secret=739102")
            for (scheme, isSecure) in [("https", true), ("http", false)] {
                let signedIn = try await form(
                    registry, "/sign-in", "login=owner.a&secret=739102&code=", scheme: scheme)
                let cookies = signedIn.headers[values: .setCookie]
                #expect(cookies.count == 2, "\(cookies)")
                for cookie in cookies { #expect(cookie.hasSuffix("; Secure") == isSecure, "\(cookie)") }
            }
        }
    }

    @Test(.database) func `an owner opens an account, signs in, sees units and roles, and signs out`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            #expect(try await page(registry, "/activate").text.contains(#"name="code""#))
            let opened = try await form(registry, "/activate", "code=\(code)&login=Owner.A&secret=73%39102")
            #expect(opened.status == 200)
            #expect(opened.text.contains("<b>owner.a</b>"))
            #expect(!opened.text.contains(Self.languageLink), "no address shows it in another language")

            let signedIn = try await form(registry, "/sign-in", "login=owner.a&secret=739102&code=")
            #expect(signedIn.status == 303)
            #expect(signedIn.headers[.location] == "/me")
            let cookie = try #require(signedIn.headers[.setCookie])
            #expect(cookie.contains("; Path=/me; HttpOnly; SameSite=Strict"))
            let pair = String(cookie.prefix { $0 != ";" })
            for language in ["zh-CN", "en"] {
                let me = try await page(registry, "/me", cookie: "lang=x; \(pair)", language: language)
                #expect(me.status == 200)
                #expect(me.text.contains("1-1-101") && me.text.contains("<b>Runfeng</b>"))
                #expect(me.text.contains(language == "en" ? "My units" : "我的房屋"))
                #expect(me.headers[.cacheControl] == "no-store")
                #expect(me.text.contains(#"\#(Self.languageLink) href="/me?lang="#))
            }
            let out = try await form(registry, "/me/sign-out", "", cookie: pair)
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            let after = try await page(registry, "/me", cookie: pair)
            #expect(after.status == 303)
            #expect(after.headers[.location] == "/sign-in")
        }
    }

    @Test(.database) func `what is wrong with a form is said above it, in the reader's language`() async throws {
        try await TestRegistry.run { registry in
            let wrong = try await form(registry, "/sign-in", "login=%3Cb%3E&secret=x", language: "zh-CN")
            #expect(wrong.status == 401)
            #expect(wrong.text.contains("登录名、密码或动态码不正确"))
            #expect(wrong.text.contains("忘记登录名或密码？"), "what to do then is said where it is noticed")
            #expect(wrong.text.contains("&lt;b&gt;") && !wrong.text.contains("<b>&"))
            #expect(!wrong.text.contains(#"value="x""#))
            let refused = try await form(registry, "/activate", "code=x&login=a+b&secret=739102")
            #expect(refused.status == 400)
            #expect(refused.text.contains("The user name must be 3 to 64 letters"))
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            let weak = try await form(registry, "/activate", "code=\(code)&login=owner.a&secret=123456")
            #expect(weak.status == 400)
            #expect(weak.text.contains("The password is too easy to guess") && !weak.text.contains("123456\""))
            #expect(weak.text.contains("name=\"code\"") && weak.text.contains("value=\"\(code)\""))
            #expect(try await form(registry, "/activate", "code=%zz").status == 400)
            #expect(try await page(registry, "/me").headers[.location] == "/sign-in")
            #expect(try await page(registry, "/me", cookie: "session=guess").headers[.location] == "/sign-in")
        }
    }

    @Test(.database) func `the pages say the same whatever is wrong, note it, and slow guessing down`() async throws {
        try await TestRegistry.run { registry in
            let owner = try await registry.owner()
            func signIn(_ login: String, _ secret: String, _ more: String = "") async throws -> TestRegistry.Reply {
                try await form(registry, "/sign-in", "login=\(login)&secret=\(secret)\(more)")
            }
            func words(_ reply: TestRegistry.Reply, _ login: String) -> String {
                reply.text.replacing("value=\"\(login)\"", with: "")
            }
            // Each name of the same length, so that only what is said can differ.
            let answers = [
                words(try await signIn("owner.a", "wrong1"), "owner.a"),
                words(try await signIn("owner.z", "739102"), "owner.z"),
                words(try await signIn("owner.a", "739102", "&code=000000"), "owner.a"),
                words(try await signIn("owner.z", "739102", "&code=000000"), "owner.z"),
            ]
            #expect(Set(answers).count == 1)
            #expect(try await registry.doorEvents().count { $0 == "signInRefused" } == answers.count)
            for login in ["owner.a", "owner.z"] {
                for _ in 2..<5 { #expect(try await signIn(login, "wrong1").status == 401) }
                let late = try await signIn(login, "739102")
                #expect(late.status == 429 && late.headers[.retryAfter] == "1" && late.headers[.setCookie] == nil)
            }

            let code = try await registry.letters(["1-1-102"]).letters[0].code
            let nearly = String(code.dropLast()) + (code.last == "A" ? "C" : "A")
            let refused = [
                try await form(registry, "/activate", "code=\(OneTimeCode().text)&login=owner.b&secret=739102"),
                try await form(registry, "/activate", "code=\(nearly)&login=owner.b&secret=739102"),
            ]
            #expect(Set(refused.map(\.text)).count == 1 && refused.allSatisfy { $0.status == 403 })
            try await registry.run("UPDATE activation_code SET expires_at = clock_timestamp()")
            let over = try await form(registry, "/activate", "code=\(code)&login=owner.b&secret=739102")
            #expect(over.status == 410 && !over.text.contains(code))
            #expect(try await registry.doorEvents().count { $0 == "codeRefused" } == 3)
            try await registry.run("DELETE FROM attempt")
            #expect(
                try await registry.signIn(owner.login, owner.secret).status == 201, "nobody was locked out for good")
        }
    }

    @Test(.database) func `a form on another site is not taken`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.owner()
            let body = "login=owner.a&secret=739102"
            #expect(try await form(registry, "/sign-in", body, site: "cross-site").status == 403)
            #expect(try await form(registry, "/sign-in", body, site: "same-origin").status == 303)
        }
    }

    @Test(.database) func `whoever signs in to vote comes back to the vote, with a token for those pages alone`()
        async throws
    {
        try await TestRegistry.run { registry in
            _ = try await registry.owner()
            let next = "%2Fassemblies%2Frunfeng%2F2023-lifts%2Fmine%3Funit%3D1-1-101"
            let asked = try await page(registry, "/sign-in?again=true&next=\(next)")
            #expect(asked.text.contains(#"name="next" value="/assemblies/runfeng/2023-lifts/mine?unit=1-1-101""#))
            #expect(
                asked.text.contains("/sign-in?next=\(next)&amp;again=true&amp;lang=zh-CN"),
                "the other language leads there too, and asks for a fresh sign-in there too")
            let refused = try await form(registry, "/sign-in", "login=owner.a&secret=wrong1&next=\(next)")
            #expect(refused.status == 401 && refused.text.contains(#"name="next""#))

            let signedIn = try await form(registry, "/sign-in", "login=owner.a&secret=739102&next=\(next)")
            #expect(signedIn.headers[.location] == "/assemblies/runfeng/2023-lifts/mine?unit=1-1-101")
            let cookies = signedIn.headers[values: .setCookie]
            let access = try #require(cookies.first { $0.hasPrefix("access=") })
            #expect(access.hasSuffix("; Path=/assemblies; Max-Age=900; HttpOnly; SameSite=Strict"))
            let session = try #require(cookies.first { $0.hasPrefix("session=") })
            let out = try await form(
                registry, "/me/sign-out", "", cookie: String(session.prefix { $0 != ";" }))
            #expect(out.headers[values: .setCookie].contains { $0.hasPrefix("access=;") && $0.contains("Max-Age=0") })
        }
    }

    private static let elsewhere = [
        "https://evil.example", "//evil.example", "/me", "/assemblies", "/assemblies/%5C%5Cevil", "/assemblies/a\"b",
        "/assemblies/" + String(repeating: "x", count: 300),
    ]

    @Test(.database, arguments: elsewhere)
    func `nobody is led anywhere else after signing in`(next: String) async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.owner()
            let encoded = PercentEncoding.encode(next)
            let asked = try await page(registry, "/sign-in?next=\(encoded)")
            #expect(asked.status == 400 || !asked.text.contains(#"name="next""#))
            let signedIn = try await form(registry, "/sign-in", "login=owner.a&secret=739102&next=\(encoded)")
            #expect(signedIn.headers[.location] == "/me")
        }
    }

    @Test(.database) func `an owner changes the secret and sets up a second factor on their page`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.owner()
            func signIn(_ secret: String) async throws -> String {
                let answer = try await form(registry, "/sign-in", "login=owner.a&secret=\(secret)")
                return String((answer.headers[.setCookie] ?? "").prefix { $0 != ";" })
            }
            let cookie = try await signIn("739102")
            let other = try await signIn("739102")
            let me = try await page(registry, "/me", cookie: cookie)
            #expect(me.text.contains("/me/secret") && me.text.contains("No second factor is in use"))
            #expect(try await page(registry, "/me/secret", cookie: cookie).text.contains(#"name="repeated""#))

            let unequal = try await form(
                registry, "/me/secret", "current=739102&secret=864209&repeated=864208", cookie: cookie)
            #expect(unequal.status == 400 && unequal.text.contains("not typed the same twice"))
            let wrong = try await form(
                registry, "/me/secret", "current=1&secret=864209&repeated=864209", cookie: cookie, language: "zh-CN")
            #expect(wrong.status == 400 && wrong.text.contains("现用密码不正确") && !wrong.text.contains("864209"))
            let changed = try await form(
                registry, "/me/secret", "current=739102&secret=864209&repeated=864209", cookie: cookie)
            #expect(changed.status == 200 && changed.text.contains("The password is changed"))
            #expect(try await page(registry, "/me", cookie: cookie).status == 200)
            #expect(try await page(registry, "/me", cookie: other).status == 303)

            let factor = try await form(registry, "/me/second-factor", "", cookie: cookie)
            #expect(factor.status == 200 && factor.text.contains("<svg") && factor.headers[.cacheControl] == "no-store")
            #expect(!factor.text.contains(Self.languageLink), "another language would be another key, or another page")
            let key = try #require(factor.text.firstMatch(of: /<b class="key">([A-Z2-7]{32})<\/b>/)).1
            let code = Totp(key: base32(String(key))).code(step: Totp.step(at: WallClock.now()))
            let signedIn = try await form(registry, "/sign-in", "login=owner.a&secret=864209&code=\(code)")
            let strong = String((signedIn.headers[.setCookie] ?? "").prefix { $0 != ";" })
            #expect(try await page(registry, "/me", cookie: strong).text.contains("A second factor is in use"))
            let again = try await form(registry, "/me/second-factor", "", cookie: strong)
            #expect(again.status == 303 && again.headers[.location] == "/me")

            try await registry.run("UPDATE session SET signed_in_at = signed_in_at - interval '6 minutes'")
            for path in ["/me/secret", "/me/second-factor"] {
                let late = try await form(registry, path, "current=864209&secret=1&repeated=1", cookie: strong)
                #expect(late.status == 303 && late.headers[.location] == "/sign-in?again=true")
                let foreign = try await form(registry, path, "current=1", cookie: strong, site: "cross-site")
                #expect(foreign.status == 403)
                let nobody = try await form(registry, path, "current=1&secret=2&repeated=2")
                #expect(nobody.headers[.location] == "/sign-in?again=true")
            }
            #expect(try await form(registry, "/me/secret", "").status == 400)
            let asked = try await page(registry, "/sign-in?again=true").text
            #expect(asked.contains("Please sign in to go on") && asked.contains("/sign-in?again=true&amp;lang=zh-CN"))
        }
    }

    @Test func `templates and phrases name the same words`() {
        let used = RegistryPages.templates.values.reduce(into: Set<String>()) { names, template in
            for match in template.matches(of: /\{\{t\.([A-Za-z]+)\}\}/) { names.insert(String(match.1)) }
        }
        #expect(used == Set(RegistryPages.phrases.texts(in: .chinese).keys).subtracting(["privacy"]))
    }
}
