import Foundation
import HTTPTypes
import Model
import Pages
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct PageTests {
    private func form(
        _ registry: TestRegistry, _ path: String, _ body: String, cookie: String? = nil, site: String? = nil,
        language: String = "en"
    ) async throws -> TestRegistry.Reply {
        var fields: HTTPFields = [
            .acceptLanguage: language, .contentType: "application/x-www-form-urlencoded",
        ]
        fields[.cookie] = cookie
        if let site, let name = HTTPField.Name("Sec-Fetch-Site") { fields[name] = site }
        return try await registry.service.send(.post, path, fields, body)
    }

    private func page(
        _ registry: TestRegistry, _ path: String, cookie: String? = nil, language: String = "en"
    ) async throws -> TestRegistry.Reply {
        var fields: HTTPFields = [.acceptLanguage: language]
        fields[.cookie] = cookie
        return try await registry.service.send(.get, path, fields)
    }

    @Test(.database) func `an owner opens an account, signs in, sees units and roles, and signs out`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let code = try await registry.letters().letters[0].code
            #expect(try await page(registry, "/activate").text.contains(#"name="code""#))
            let opened = try await form(registry, "/activate", "code=\(code)&login=Owner.A&secret=73%39102")
            #expect(opened.status == 200)
            #expect(opened.text.contains("<b>owner.a</b>"))

            let signedIn = try await form(registry, "/sign-in", "login=owner.a&secret=739102&code=")
            #expect(signedIn.status == 303)
            #expect(signedIn.headers[.location] == "/me")
            let cookie = try #require(signedIn.headers[.setCookie])
            #expect(cookie.contains("; Path=/me; HttpOnly; SameSite=Strict"))
            let pair = String(cookie.prefix { $0 != ";" })
            for language in ["zh-CN", "en"] {
                let me = try await page(registry, "/me", cookie: "lang=x; \(pair)", language: language)
                #expect(me.status == 200)
                #expect(me.text.contains("1-1-101") && me.text.contains("runfeng"))
                #expect(me.text.contains(language == "en" ? "My units" : "我的房屋"))
                #expect(me.headers[.cacheControl] == "no-store")
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
            #expect(wrong.text.contains("&lt;b&gt;") && !wrong.text.contains("<b>&"))
            #expect(!wrong.text.contains(#"value="x""#))
            let refused = try await form(registry, "/activate", "code=x&login=a+b&secret=739102")
            #expect(refused.status == 400)
            #expect(refused.text.contains("must be 3 to 64 letters"))
            #expect(try await form(registry, "/activate", "code=%zz").status == 400)
            #expect(try await page(registry, "/me").headers[.location] == "/sign-in")
            #expect(try await page(registry, "/me", cookie: "session=guess").headers[.location] == "/sign-in")
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

    @Test func `templates and phrases name the same words`() {
        let used = RegistryPages.templates.values.reduce(into: Set<String>()) { names, template in
            for match in template.matches(of: /\{\{t\.([A-Za-z]+)\}\}/) { names.insert(String(match.1)) }
        }
        #expect(used == Set(RegistryPages.phrases.texts(in: .chinese).keys).subtracting(["privacy"]))
    }
}
