package import Model
import Mustache

/// The pages of one site: its templates compiled once, with the layout and the fixed words of each language.
package struct PageSet: Sendable {
    private let library: MustacheLibrary
    private let texts: [Language: [String: String]]
    private let tellsOfStory: Bool

    /// - Parameters:
    ///   - templates: Mustache by name; a page is `{{<layout}}{{$main}}…{{/main}}{{/layout}}`.
    ///   - phrases: the words the templates name as `{{t.name}}`.
    ///   - tellsOfStory: whether every page says that it is about a story that is played: its days are the story's, its times
    ///     are the clock's.
    /// - Throws: the parser's error for a template that is none.
    package init(templates: [String: String], phrases: PhraseBook, tellsOfStory: Bool = false) throws {
        var library = MustacheLibrary()
        try library.register(String(decoding: PackageResources.layout_mustache, as: UTF8.self), named: "layout")
        for (name, template) in templates { try library.register(template, named: name) }
        self.library = library
        self.tellsOfStory = tellsOfStory
        let book = Self.layoutPhrases.merging(phrases)
        texts = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, book.texts(in: $0)) })
    }

    /// A whole page.
    ///
    /// `view` is what the template shows; its properties are the names in the template. Texts are escaped there.
    package func page(_ name: String, _ view: some Sendable, head: PageHead, in language: Language) -> String {
        render(
            name, ["view": view, "head": head.values(in: language), "tellsOfStory": tellsOfStory], in: language)
    }

    /// A part of a page, such as live figures send it.
    package func fragment(_ name: String, _ view: some Sendable, in language: Language) -> String {
        render(name, ["view": view], in: language)
    }

    private func render(_ name: String, _ values: [String: Any], in language: Language) -> String {
        var values = values
        values["t"] = texts[language] ?? [:]
        guard let text = library.render(values, withTemplate: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return text
    }

    package static let layoutPhrases: PhraseBook = [
        "skip": Phrase(zh: "跳到正文", en: "Skip to content"),
        "site": Phrase(zh: "同梯", en: "Tongti"),
        "story": Phrase(
            zh: "这里正在演示一个故事：日期是故事里的日期，表决开始、截止等钟点是演示时的真实时间。",
            en: "A story is being played here: days are the story's; times of the clock, such as when a voting opens "
                + "or ends, are those of the playing."),
        "siteMotto": Phrase(zh: "一起决定，一起出钱，一起看着修好", en: "Decide, pay and follow the repair together"),
        "otherLanguage": Phrase(zh: "English", en: "中文"),
        "otherLanguageCode": Phrase(zh: "en", en: "zh-CN"),
        "myHome": Phrase(zh: "我的房屋和账号", en: "My home and account"),
        "privacy": Phrase(
            zh: "本页只公布数目，不公布姓名、房号和联系方式。", en: "This page shows counts only: no names, no flat numbers, no contacts."),
    ]
}

/// What stands around a page's content.
package struct PageHead: Sendable {
    package let title: String
    /// The page's own address, to which the language switch leads; nil for what no address shows again.
    package let path: String?
    /// The way up, outermost first.
    package let crumbs: [Link]
    /// Where the page's event stream is, if it has one.
    package let live: String?

    package struct Link: Sendable {
        package let text: String
        package let path: String

        package init(_ text: String, _ path: String) {
            self.text = text
            self.path = path
        }
    }

    package init(title: String, path: String?, crumbs: [Link] = [], live: String? = nil) {
        self.title = title
        self.path = path
        self.crumbs = crumbs
        self.live = live
    }

    func values(in language: Language) -> [String: any Sendable] {
        [
            "title": title, "path": path ?? false, "mark": path?.contains("?") == true ? "&" : "?",
            "language": language.rawValue, "live": live ?? false, "crumbs": crumbs,
            "styles": SiteAsset.styles.path, "script": SiteAsset.script.path, "icon": SiteAsset.icon.path,
        ]
    }
}
