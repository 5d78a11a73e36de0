import Model
import Pages
import Testing

@testable import Notices

@Suite struct TemplateTests {
    @Test func `templates and phrases name the same words, in both languages`() {
        let used = NoticesPages.templates.values.reduce(into: Set<String>()) { names, template in
            names.formUnion(template.matches(of: /\{\{t\.(\w+)\}\}/).map { String($0.1) })
        }
        let chinese = NoticesPhrases.book.texts(in: .chinese)
        #expect(used == Set(chinese.keys))
        #expect(chinese.keys == NoticesPhrases.book.texts(in: .english).keys)
        #expect(chinese.values.allSatisfy { !$0.isEmpty })
    }

    @Test func `only markup stands unescaped`() {
        for (name, template) in NoticesPages.templates {
            let raw = template.matches(of: /\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{&\s*([\w.]+)/).map { $0.1 ?? $0.2 ?? "" }
            let allowed: Set<Substring> = [
                "bar", "householdBar", "moneyBar", "dayBars", "liftBar", "paidBar", "code", "view.code",
            ]
            #expect(Set(raw).subtracting(allowed).isEmpty, "\(name)")
        }
    }

    @Test func `every name in a template is a property of a view`() throws {
        let board = try SampleBoard.make()
        let wording = Wording(.chinese)
        let views: [Any] = [
            BuildingView(
                board.buildings[0], of: board, notices: try SampleBoard.notices(), digest: try SampleBoard.digest(),
                today: board.today, code: "", wording: wording),
            try CommunityView(board, notices: try SampleBoard.notices(), today: board.today, wording: wording),
            FrontView(
                [CommunityLine(community: board.community, name: "", units: 1, lifts: 1, campaign: ("", 2, 1))],
                wording: wording),
            DigestPageView(
                name: "", building: "", boardPath: "",
                digest: DigestView(try SampleBoard.digest(), in: board.community, wording: wording),
                earlier: PageHead.Link("", ""), later: nil, code: ""),
            ProblemView(title: "", text: ""),
        ]
        var known: Set<String> = ["view", "layout", "main", "."]
        for view in views { Self.collect(view, into: &known) }
        for (name, template) in NoticesPages.templates {
            let tags = template.matches(of: /\{\{\{?[#^\/]?([\w.]+)\}?\}\}/).map { String($0.1) }
            for tag in tags where !tag.hasPrefix("t.") {
                let last = tag == "." ? tag : tag.split(separator: ".").last.map(String.init) ?? tag
                #expect(known.contains(last), "\(name): \(tag)")
            }
        }
    }

    private static func collect(_ value: Any, into names: inout Set<String>) {
        for child in Mirror(reflecting: value).children {
            if let label = child.label { names.insert(label) }
            if !(child.value is String) { collect(child.value, into: &names) }
        }
    }
}
