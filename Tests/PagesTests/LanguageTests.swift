import Model
import Testing

@testable import Pages

@Suite struct LanguageTests {
    @Test(
        arguments: [
            (nil, nil, nil, Language.chinese, false),
            (nil, nil, "en-GB,en;q=0.9,zh;q=0.5", .english, false),
            (nil, nil, "fr", .chinese, false),
            (nil, nil, "fr , en ; q=0.5", .english, false),
            (nil, "a=b; lang=en", "zh-CN", .english, false),
            (nil, "lang=klingon", "en", .english, false),
            (nil, "language=en", nil, .chinese, false),
            ("en", "lang=zh-CN", "zh", .english, true),
            ("zh", "lang=en", "en", .chinese, true),
            ("xx", "lang=en", nil, .english, false),
        ] as [(String?, String?, String?, Language, Bool)])
    func `the address decides before the cookie, and the cookie before the browser`(
        query: String?, cookie: String?, accepted: String?, language: Language, isNew: Bool
    ) {
        let choice = LanguageChoice(query: query, cookie: cookie, acceptLanguage: accepted)
        #expect(choice.language == language)
        #expect(choice.isNew == isNew)
    }

    @Test func `a choice that was remembered is found again`() {
        for language in Language.allCases {
            let choice = LanguageChoice(query: language.rawValue, cookie: nil, acceptLanguage: nil)
            let cookie = String(choice.setCookie(isSecure: false).prefix { $0 != ";" })
            #expect(LanguageChoice(query: nil, cookie: cookie, acceptLanguage: nil).language == language)
        }
    }

    @Test func `a choice that was made by TLS is never sent without it`() {
        let choice = LanguageChoice(query: "en", cookie: nil, acceptLanguage: nil)
        #expect(choice.setCookie(isSecure: true).hasSuffix("; SameSite=Lax; Secure"))
        #expect(!choice.setCookie(isSecure: false).contains("Secure"))
    }

    @Test func `the layout's words exist in both languages and are all used`() {
        let layout = String(decoding: PackageResources.layout_mustache, as: UTF8.self)
        let used = Set(layout.matches(of: /\{\{t\.(\w+)\}\}/).map { String($0.1) })
        #expect(used == Set(PageSet.layoutPhrases.phrases.keys))
        for (name, phrase) in PageSet.layoutPhrases.phrases {
            #expect(!phrase.zh.isEmpty && !phrase.en.isEmpty && phrase.zh != phrase.en, "\(name)")
        }
    }

    @Test func `assets are found at their own address only`() {
        for asset in SiteAsset.all { #expect(SiteAsset.at(path: asset.path)?.content == asset.content) }
        #expect(SiteAsset.at(path: "/assets/0000000000000000/site.css") == nil)
    }
}
