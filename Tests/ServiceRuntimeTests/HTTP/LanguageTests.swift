import Model
import Testing

@testable import ServiceRuntime

struct LanguageTests {
    @Test(
        arguments: [
            (nil, Language.chinese), ("", .chinese), ("en", .english), ("en-GB,en;q=0.9", .english),
            ("zh-CN,zh;q=0.9,en;q=0.8", .chinese), ("fr, en;q=0.5", .english), ("fr", .chinese), ("*", .chinese),
            ("en;q=0.1, zh;q=0.2", .chinese), ("zh;q=0, en;q=0.1", .english), ("EN-us", .english),
            (String(repeating: "x,", count: 5_000) + "en", .chinese), (";;;,,,q=q", .chinese),
        ] as [(String?, Language)])
    func `the answer is in the language that the caller prefers`(header: String?, language: Language) {
        #expect(Language(acceptLanguage: header) == language)
    }
}
