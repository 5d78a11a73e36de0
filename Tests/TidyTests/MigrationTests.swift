import Foundation
import Testing

/// A migration that is in its folder and in no list is never applied, and nothing else tells.
@Suite struct MigrationTests {
    @Test func `every migration is in the list of its module`() throws {
        let walk = try FileManager.default.subpathsOfDirectory(atPath: SourceTree.root.path)
        let files = walk.filter { path in
            (path.hasPrefix("Shared/") || path.hasPrefix("Services/")) && path.contains("/Migrations/V")
                && path.hasSuffix(".sql")
        }
        #expect(files.count > 50)
        for file in files {
            let module = file.split(separator: "/").prefix(2).joined(separator: "/")
            let name = (file as NSString).lastPathComponent.dropLast(4)
            let isListed = try SourceTree.files(in: module).contains { source in
                source.lines.contains { $0.contains("\"\(name)\"") }
            }
            #expect(isListed, "\(file) is never applied")
        }
    }
}
