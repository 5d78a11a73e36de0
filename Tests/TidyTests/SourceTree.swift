import Foundation

/// Files of the repository, with their paths from its root: the Swift ones where nothing else is asked for.
struct SourceTree {
    struct File: Sendable, CustomStringConvertible {
        let path: String
        let lines: [String]
        var description: String { path }

        /// The modules that the file imports.
        var imports: Set<String> {
            Set(
                lines.compactMap { line in
                    let words = line.split(separator: " ").filter { !Self.modifiers.contains(String($0)) }
                    guard words.count >= 2, words[0] == "import" else { return nil }
                    return words[1].split(separator: ".").first.map(String.init)
                })
        }

        private static let modifiers: Set<String> = [
            "package", "public", "internal", "private", "fileprivate", "@testable", "@preconcurrency",
        ]
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func files(in folders: String..., ending endings: Set<String> = ["swift"]) throws -> [File] {
        var files: [File] = []
        for folder in folders {
            let start = root.appending(path: folder)
            let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)
            while let url = walk?.nextObject() as? URL {
                guard endings.contains(url.pathExtension) else { continue }
                files.append(try file(at: url))
            }
        }
        return files.sorted { $0.path < $1.path }
    }

    /// Those that stand in no folder.
    static func filesAtTop(ending endings: Set<String>) throws -> [File] {
        try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
            .filter { endings.contains($0.pathExtension) }.map(file)
    }

    private static func file(at url: URL) throws -> File {
        let text = try String(contentsOf: url, encoding: .utf8)
        let path = url.path.replacingOccurrences(of: root.path + "/", with: "")
        return File(path: path, lines: text.components(separatedBy: "\n"))
    }
}
