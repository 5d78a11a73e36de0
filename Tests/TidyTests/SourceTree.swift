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
            .filter { endings.contains($0.pathExtension) }.map { try file(at: $0) }
    }

    /// Every text that git may keep, whatever its name.
    static func texts() throws -> [File] {
        let ignored = try String(contentsOf: root.appending(path: ".gitignore"), encoding: .utf8)
        let names = ignored.split(separator: "\n").compactMap { $0.split(separator: "/").last.map(String.init) }
        let passedOver = Set(names).union([".git"])
        var files: [File] = []
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        while let url = walk?.nextObject() as? URL {
            guard !passedOver.contains(url.lastPathComponent) else {
                walk?.skipDescendants()
                continue
            }
            // A folder has no contents, and a picture is no text.
            guard let data = FileManager.default.contents(atPath: url.path),
                let text = String(data: data, encoding: .utf8)
            else { continue }
            files.append(file(text, at: url))
        }
        return files
    }

    private static func file(at url: URL) throws -> File {
        file(try String(contentsOf: url, encoding: .utf8), at: url)
    }

    private static func file(_ text: String, at url: URL) -> File {
        let path = url.path.replacingOccurrences(of: root.path + "/", with: "")
        return File(path: path, lines: text.components(separatedBy: "\n"))
    }
}
