import Foundation
import Testing

/// What documents name is there: the files they lead to, decisions, addresses and tables.
@Suite struct DocumentTests {
    @Test func `every link of a document leads to a file`() throws {
        let documents = try Self.documents()
        #expect(documents.count > 60)
        for document in documents {
            let folder = SourceTree.root.appending(path: document.path).deletingLastPathComponent()
            for (index, line) in document.lines.enumerated() where line.contains("](") {
                for link in line.matches(of: /\]\(([^\)#\s]+)/) where !link.output.1.contains("://") {
                    let target = folder.appending(path: String(link.output.1)).standardizedFileURL
                    #expect(
                        FileManager.default.fileExists(atPath: target.path),
                        "\(document):\(index + 1) leads to \(link.output.1)")
                }
            }
        }
    }

    @Test func `every decision that is cited is on record`() throws {
        let folder = SourceTree.root.appending(path: "docs/decisions").path
        let recorded = Set(try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { Int($0.prefix(4)) })
        #expect(recorded.count > 60)
        let sources = try SourceTree.files(
            in: "Shared", "Services", "Tests", "Benchmarks", "deploy", ending: ["swift", "sql"])
        for file in try Self.documents() + sources {
            for (index, line) in file.lines.enumerated() where line.contains("decision") {
                let cited =
                    line.matches(of: /decisions? ([0-9]+)/).map { $0.output.1 }
                    + line.matches(of: /decisions\/([0-9]{4})/).map { $0.output.1 }
                for number in cited.compactMap({ Int($0) }) where !recorded.contains(number) {
                    Issue.record("\(file):\(index + 1) cites decision \(number), which is not in docs/decisions")
                }
            }
        }
    }

    @Test func `every address of the interface in a document is one of a service`() throws {
        let sources = try SourceTree.files(in: "Shared", "Services").filter { !$0.path.hasPrefix("Services/CLI/") }
        let lines = sources.flatMap(\.lines).filter { $0.contains("/v1/") }
        #expect(lines.count > 100)
        for document in try Self.documents() {
            for (index, line) in document.lines.enumerated() where line.contains("/v1/") {
                for address in line.matches(of: /\/v1\/[A-Za-z0-9{}\/._\-]*[A-Za-z0-9{}]/).map({ String($0.output) }) {
                    #expect(
                        lines.contains { $0.contains(address) },
                        "\(document):\(index + 1) names \(address), which no service has")
                }
            }
        }
    }

    @Test(arguments: LayerTests.services.sorted())
    func `every table and view of a service stands in its document`(service: String) throws {
        let document = try SourceTree.files(in: "Services/\(service)", ending: ["md"]).flatMap(\.lines)
        let named = Set(document.flatMap { line in line.matches(of: /`([a-z_]+)`/).map { String($0.output.1) } })
        // By their names migrations are in their order, so that what a later one drops is gone.
        var tables: Set<String> = []
        for line in try SourceTree.files(in: "Services/\(service)/Storage", ending: ["sql"]).flatMap(\.lines) {
            if let made = line.firstMatch(of: /^CREATE (?:OR REPLACE )?(?:TABLE|VIEW) ([a-z_]+)/) {
                tables.insert(String(made.output.1))
            } else if let dropped = line.firstMatch(of: /^DROP (?:TABLE|VIEW) ([a-z_]+)/) {
                tables.remove(String(dropped.output.1))
            }
        }
        #expect(!tables.isEmpty)
        let missing = tables.subtracting(named)
        #expect(missing.isEmpty, "Services/\(service)/README.md does not name \(missing.sorted())")
    }

    private static func documents() throws -> [SourceTree.File] {
        try SourceTree.filesAtTop(ending: ["md"])
            + SourceTree.files(in: "docs", "deploy", "Services", "Benchmarks", "Tests", ending: ["md"])
    }
}
