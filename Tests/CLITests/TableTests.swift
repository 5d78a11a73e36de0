import Testing

@testable import tongti

struct TableTests {
    private let rows: [JSONValue] = [
        .object(["name": .text("润枫"), "units": .integer(1_080)]),
        .object(["name": .text("ab"), "units": .integer(9)]),
    ]

    @Test func `Chinese and Latin text line up in columns`() {
        let table = Table(rows, [.text("NAME", "name"), .number("UNITS", "units")])

        #expect(table.description == "NAME  UNITS\n润枫   1080\nab        9")
    }

    @Test func `a member that is missing leaves its cell empty`() {
        let table = Table([.object([:])], [.text("A", "a", "b"), .number("B", "b")])

        #expect(table.description == "A  B\n")
    }

    @Test func `stored text cannot send commands to a terminal`() {
        let table = Table([.object(["a": .text("x\u{1B}[2Jy\u{202E}\r\n")])], [.text("A", "a")])

        #expect(!table.description.dropFirst(2).unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }

    @Test func `a text of lines keeps its breaks and nothing else that commands a terminal`() {
        let text = Terminal.printable(lines: "a\u{1B}[2J\n\tb\u{202E}\u{9B}\r\n")

        #expect(text == "a\u{FFFD}[2J\n\tb\u{FFFD}\u{FFFD}\u{FFFD}\n")
    }

    @Test(arguments: [("", 0), ("abc", 3), ("电梯", 4), ("é", 1), ("（）", 4), ("88.50 m²", 8)])
    func `width is what a terminal shows`(text: String, width: Int) {
        #expect(Terminal.width(of: text) == width)
    }

    @Test func `a progress bar is as long at its beginning as at its end`() {
        let lines = [0, 9, 50, 100].map { ProgressBar.line(percent: $0, label: "") }

        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines[3].hasPrefix(String(repeating: "█", count: 30) + " 100%"))
    }

    @Test(arguments: [("6000/10000", "60% of amount"), ("2/3", "2/3 of amount")])
    func `a campaign's threshold is told as people put it`(published: String, told: String) throws {
        let campaign = JSONValue.object(["threshold": .text(published), "basis": .text("amount")])
        #expect(try CampaignShow.text(campaign).contains(told))
    }

    @Test func `nobody is to be told of a change of hands that was none`() {
        func text(_ units: [JSONValue]) -> String {
            TransferUnits.text(.object(["units": .array(units), "noticeBy": .text("2026-03-30")]))
        }

        #expect(text([.text("1-1-601")]).contains("are to be told by 2026-03-30"))
        #expect(!text([]).contains("are to be told"))
    }

    @Test(arguments: [("passed", ["elected", "alternate"]), ("rejected", ["enough votes, not elected", ""])])
    func `those whom a rejected election seats nowhere are not called elected`(
        outcome: String, told: [String]
    ) throws {
        let codes = ["c1", "c2"]
        let election = JSONValue.object(["candidates": .array(codes.map { .object(["candidate": .text($0)]) })])
        let result = JSONValue.object([
            "outcome": .text(outcome),
            "election": .object(["elected": .array([.text("c1")]), "alternates": .array([.text("c2")])]),
        ])
        let item = JSONValue.object(["code": .text("seats"), "election": election, "result": result])

        let lines = AssemblyTable(.object(["items": .array([item])])).description.split(separator: "\n")

        for (code, words) in zip(codes, told) {
            let line = try #require(lines.first { $0.contains("  \(code)") })
            #expect(line.hasSuffix("  \(words.isEmpty ? code : words)"), "\(line)")
        }
    }

    @Test func `an assembly's facts say how many objections there were, where there were any`() {
        func table(_ filed: Int64) -> String {
            let counts = JSONValue.object([
                "filed": .integer(filed), "unanswered": .integer(0), "upheld": .integer(1),
            ])
            return AssemblyTable(
                .object(["course": .object(["result": .object(["objections": counts])])])
            ).description
        }

        #expect(table(2).contains("2 filed, 0 unanswered, 1 upheld"))
        #expect(!table(0).contains("objections"))
    }
}
