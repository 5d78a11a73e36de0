import Model
import Testing

@testable import Ballots

@Suite struct PaperTests {
    private static let header = "item,unit,choice,signed_on,collector,witness,evidence_sha256\n"
    private static let hash = String(repeating: "0a", count: 32)

    private func parse(_ lines: String) throws -> [Paper] {
        try Paper.parse(Array((Self.header + lines).utf8), today: try Day(parsing: "2023-07-10"))
    }

    /// Line and field of each fault.
    private func faults(_ lines: String) -> [String] {
        do {
            _ = try parse(lines)
            return []
        } catch BallotsError.papers(let faults) {
            return faults.listed.map { "\($0.line) \($0.column) \($0.field)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `a line becomes a paper`() throws {
        let papers = try parse("overhaul,3-1-1502,for,2023-07-09,收票员甲,见证人乙,\(Self.hash)\n")

        let paper = try #require(papers.first)
        #expect(papers.count == 1)
        #expect(paper.unit.description == "3-1-1502")
        #expect(paper.choice == .inFavour)
        #expect(paper.signedOn.description == "2023-07-09")
        #expect(paper.collector == "收票员甲")
        #expect(paper.evidence.description == Self.hash)
        #expect(paper.row.line == 2)
    }

    @Test(arguments: [
        ("over haul,1-1-101,for,2023-07-09,c,w,H", "2 1 item"),
        ("overhaul,1-101,for,2023-07-09,c,w,H", "2 2 unit"),
        ("overhaul,1-1-101,a+a,2023-07-09,c,w,H", "2 3 choice"),
        ("overhaul,1-1-101,,2023-07-09,c,w,H", "2 3 choice"),
        ("overhaul,1-1-101,for,2023-02-30,c,w,H", "2 4 signed_on"),
        ("overhaul,1-1-101,for,2023-07-11,c,w,H", "2 4 signed_on"),
        ("overhaul,1-1-101,for,2023-07-09,,w,H", "2 5 collector"),
        ("overhaul,1-1-101,for,2023-07-09,c,,H", "2 6 witness"),
        ("overhaul,1-1-101,for,2023-07-09,c,c,H", "2 6 witness"),
        ("overhaul,1-1-101,for,2023-07-09,c-1,C-1,H", "2 6 witness"),
        ("overhaul,1-1-101,for,2023-07-09,c,c\u{200B},H", "2 6 witness"),
        ("overhaul,1-1-101,for,2023-07-09,c,w,abc", "2 7 evidence_sha256"),
        ("overhaul,1-1-101,for,2023-07-09,c,w,\(String(repeating: "g", count: 64))", "2 7 evidence_sha256"),
    ])
    func `a wrong field is named with line and column`(_ line: String, _ place: String) {
        #expect(faults(line.replacing("H", with: Self.hash) + "\n") == [place])
    }

    @Test(arguments: [
        (",,", "for", [String]()),
        ("unsigned,,", "", []),
        ("unsigned,,", "for", ["2 3 choice"]),
        ("torn,,", "", ["2 8 invalid"]),
        (",,", "a+b", []),
        (",,", "a+a", ["2 3 choice"]),
        (",00000000-0000-4000-8000-000000000001,H", "for", []),
        (",00000000-0000-4000-8000-000000000001,", "for", ["2 10 authority_sha256"]),
        (",somebody,H", "for", ["2 9 proxy"]),
        (",,H", "for", ["2 9 proxy"]),
    ])
    func `further columns say why a paper is no vote, and who signed it`(
        _ end: String, _ choice: String, _ places: [String]
    ) {
        let header = Self.header.dropLast() + ",invalid,proxy,authority_sha256\n"
        let line = "overhaul,1-1-101,\(choice),2023-07-09,c,w,H,\(end)\n".replacing("H", with: Self.hash)
        do {
            let papers = try Paper.parse(Array((header + line).utf8), today: try Day(parsing: "2023-07-10"))
            #expect(places.isEmpty)
            #expect(papers.map { $0.choice == nil } == papers.map { $0.invalid != nil })
            #expect(papers.map { $0.proxy == nil } == [!end.contains("0001")])
        } catch BallotsError.papers(let faults) {
            #expect(faults.listed.map { "\($0.line) \($0.column) \($0.field)" } == places)
        } catch {
            Issue.record(error)
        }
    }

    @Test func `one paper of a unit on an item stands once in a file`() {
        let line = "overhaul,1-1-101,for,2023-07-09,c,w,\(Self.hash)\n"
        let other = "rules,1-1-101,against,2023-07-09,c,w,\(Self.hash)\n"

        #expect(faults(line + other).isEmpty)
        #expect(faults(line + other + line) == ["4 7 evidence_sha256"])
    }

    @Test func `all faults are listed in the order of the lines`() {
        let found = faults(
            "overhaul,x,for,2023-07-09,c,w,\(Self.hash)\nshort\noverhaul,y,for,2023-07-09,c,w,\(Self.hash)\n")

        #expect(found.map { $0.prefix(1) } == ["2", "3", "4"])
    }
}
