import Foundation
import Testing

/// A clone has to explain itself: the rules that it cites are in docs/rules.md, and it cites nothing that is not there.
@Suite struct RuleTests {
    @Test func `every rule that is cited stands in the document of the rules`() throws {
        let document = try #require(try Self.files().first { $0.path == "docs/rules.md" })
        let known = Set(
            document.lines.compactMap { $0.firstMatch(of: /^\| (R-[A-Z]-[0-9]{2}) \|/).map { String($0.output.1) } })
        #expect(known.count > 100)
        for file in try Self.files() {
            for (index, line) in file.lines.enumerated() where line.contains("R-") {
                for code in Self.codes(in: line) where !known.contains(code) {
                    Issue.record("\(file):\(index + 1) cites \(code), which docs/rules.md does not explain")
                }
            }
        }
    }

    @Test func `nothing is cited that is not in the repository`() throws {
        for file in try Self.files() where !file.path.hasPrefix("Tests/TidyTests/") {
            for (index, line) in file.lines.enumerated() where Self.notes.contains(where: line.contains) {
                if line.contains(/[Dd]esign §|[Dd]omain (§|R-)|[Rr]eliability (§|[A-Z]\.?[0-9])/) {
                    Issue.record("\(file):\(index + 1) cites notes that nobody has: name a document in docs")
                }
            }
        }
    }

    /// What stands in every line that cites them; the expression alone takes a minute over all lines.
    private static let notes = ["esign §", "omain §", "omain R-", "eliability "]

    private static func files() throws -> [SourceTree.File] {
        let endings: Set = ["swift", "yaml", "yml", "md"]
        return try SourceTree.filesAtTop(ending: endings)
            + SourceTree.files(
                in: "Shared", "Services", "Tests", "Benchmarks", "deploy", "docs", ending: endings)
    }

    /// A range such as R-C-03…07 is each code from the first to the last.
    private static func codes(in line: String) -> [String] {
        line.matches(of: /(R-[A-Z]-)([0-9]{2})(?:…([0-9]{2}))?/).flatMap { match in
            let (_, family, first, last) = match.output
            guard let least = Int(first), let most = Int(last ?? first), least <= most else {
                return [String(match.output.0)]
            }
            return (least...most).map { number in "\(family)\(number < 10 ? "0" : "")\(number)" }
        }
    }
}
