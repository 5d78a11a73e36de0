import Foundation
import TestSupport
import Testing

/// Whoever runs a service finds each of its settings in a README.
struct DocumentedSettingsTests {
    @Test func `every setting that a program reads stands in a README`() throws {
        let key = /(?:[sS]etting|secret)\(\s*"([a-z]+(?:\.[a-z]+)+)"/
        var readmes = try text("deploy/README.md")
        var read: Set<String> = []
        for folder in ["Shared", "Services"] {
            for path in try FileManager.default.subpathsOfDirectory(atPath: "\(SourceRoot.path)/\(folder)") {
                if path.hasSuffix(".swift") {
                    read.formUnion(try text("\(folder)/\(path)").matches(of: key).map { String($0.1) })
                } else if path.hasSuffix("README.md") {
                    readmes += try text("\(folder)/\(path)")
                }
            }
        }
        #expect(read.isSuperset(of: ["http.port", "secrets.cost", "ballots.closer.interval.ms"]))
        #expect(read.filter { !readmes.contains("`\($0)`") }.sorted() == [])
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(SourceRoot.path)/\(path)", encoding: .utf8)
    }
}
