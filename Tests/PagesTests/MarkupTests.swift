import Model
import Testing

@testable import Pages

@Suite struct MarkupTests {
    @Test func `what is interpolated is escaped, and markup is not escaped twice`() {
        let evil = "<script>alert('\"&\"')</script>"
        let inner: Markup = "<b title=\"\(evil)\">\(Int64(7))</b>"
        let outer: Markup = "<p>\(inner)</p>"
        #expect(
            outer.description
                == "<p><b title=\"&lt;script&gt;alert(&#39;&quot;&amp;&quot;&#39;)&lt;/script&gt;\">7</b></p>")
    }

    @Test func `a template escapes every text it shows`() throws {
        struct View { let text: String, markup: Markup }
        let pages = try PageSet(
            templates: ["page": "{{#view}}{{text}} {{{markup}}}{{/view}}"], phrases: [:])
        let view = View(text: "<i>&\"'", markup: "<b>\("<")</b>")
        #expect(pages.fragment("page", view, in: .english) == "&lt;i&gt;&amp;&quot;&#39; <b>&lt;</b>")
    }

    @Test(arguments: [true, false]) func `where a story is played every page says whose its days and times are`(
        isPlayed: Bool
    ) throws {
        struct View { let text = "" }
        let pages = try PageSet(
            templates: ["page": "{{<layout}}{{$main}}{{/main}}{{/layout}}"], phrases: [:], tellsOfStory: isPlayed)
        let page = pages.page("page", View(), head: PageHead(title: "", path: "/"), in: .english)
        #expect(page.contains("A story is being played here: days are the story's;".escapedForMarkup) == isPlayed)
    }
}
