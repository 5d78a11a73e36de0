import Model
import Pages
import Testing

@testable import Ballots

@Suite struct TemplateTests {
    @Test func `templates and phrases name the same words, in both languages`() {
        let used = BallotsPages.templates.values.reduce(into: Set<String>()) { names, template in
            names.formUnion(template.matches(of: /\{\{t\.(\w+)\}\}/).map { String($0.1) })
        }
        let chinese = BallotsPhrases.book.texts(in: .chinese)
        #expect(used == Set(chinese.keys).subtracting(["privacy"]))
        #expect(chinese.values.allSatisfy { !$0.isEmpty })
        #expect(BallotsPhrases.book.texts(in: .english).values.allSatisfy { !$0.isEmpty })
    }

    @Test func `only markup stands unescaped`() {
        for (name, template) in BallotsPages.templates {
            let raw = template.matches(of: /\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{&\s*([\w.]+)/).map { $0.1 ?? $0.2 ?? "" }
            #expect(Set(raw).isSubset(of: ["bar", "code"]), "\(name)")
        }
    }

    @Test func `every name in a template is a property of a view`() throws {
        let assembly = Assembly(
            id: try AssemblyID(parsing: "a"), title: "", closesAt: Timestamp(microseconds: 0),
            items: [try Samples.item("i", .other, Samples.spend()), try Samples.election()], state: .convened)
        let wording = Wording(.chinese)
        let paper = try Samples.paper(of: assembly, by: Samples.rules(), revotes: [assembly.id])
        let unit = try UnitCode(parsing: "1-1-101")
        let frame = try SheetFrame(paper, wording: wording)
        let head = OwnBallots.Head(units: [unit], area: .zero, votes: [:])
        let drawing = MeasureDrawing(participation: nil, approval: nil, wording: wording)
        let views: [Any] = [
            AssemblyListView(
                AssemblyList(
                    rows: [.init(assembly: assembly.id, title: "", state: .open, closesAt: assembly.closesAt)], next: 1),
                of: paper.community, named: "", wording: wording),
            try AssemblyPageView(paper, unit: unit, wording: wording),
            drawing.turnout(Turnout(heads: 0, area: .zero), of: .zero),
            MineView(OwnBallots(heads: [head]), of: paper, unit: nil, wording: wording),
            ConfirmView(
                title: "", question: "", units: [], before: "", choice: "", isFinal: true, item: "", unit: "",
                value: "", key: "", vote: "", back: ""),
            CountedView(
                [([unit], .init(unit: unit, counts: true, area: .zero, ballots: [], papers: []))], of: paper,
                wording: wording),
            ReceiptView(
                title: "", path: "", assembly: "", mine: "", code: "", isNew: true,
                found: .init(question: "", details: "", replaced: ""), refusal: "", address: ""),
            RefusalView(title: "", reasons: [], back: "", backText: "", signIn: ""),
            PapersView([unit], of: paper, address: "", wording: wording),
            BuildingCountsView(
                BuildingCounts.Reading(
                    isCounted: false,
                    buildings: [
                        BuildingCount(building: unit.building, electorate: .zero, participation: 0, choices: nil)
                    ]),
                on: try ItemID(parsing: "i"), of: paper, wording: wording),
            SheetView(unit, in: frame, address: "", wording: wording), frame,
        ]
        var known: Set<String> = ["view", "layout", "main", "."]
        for view in views { Self.collect(view, into: &known) }
        for (name, template) in BallotsPages.templates {
            for match in template.matches(of: /\{\{\{?[#^\/]?([\w.]+)\}?\}\}/) where !match.1.hasPrefix("t.") {
                for part in match.1 == "." ? [match.1] : match.1.split(separator: ".") {
                    #expect(known.contains(String(part)), "\(name): \(match.1)")
                }
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
