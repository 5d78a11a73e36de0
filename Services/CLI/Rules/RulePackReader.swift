import Foundation
import Model

/// Reads rule packs with what they extend.
enum RulePackReader {
    /// The complete pack that a file describes; what it extends is read from beside it: `extends: national` from
    /// `national.yaml`.
    ///
    /// - Throws: `BadFile` naming the file and the place in it; `UnreadableFile`.
    static func pack(at path: String) throws -> RulePack {
        let file = try file(try InputFile.read(path), name: path)
        guard let extended = file.extends else { return try complete(file, over: nil, name: path) }
        // One level: a pack that extends one that extends another would hide where a value is from.
        let basePath = URL(filePath: path).deletingLastPathComponent().appending(path: "\(extended).yaml").path
        let base = try self.file(try InputFile.read(basePath), name: basePath)
        return try complete(file, over: try complete(base, over: nil, name: basePath), name: path)
    }

    /// - Throws: `BadFile` naming the line and the field.
    static func file(_ content: Data, name: String) throws -> RulePackFile {
        try StrictYAML(Array(content), name: name).decode(RulePackFile.self)
    }

    private static func complete(_ file: RulePackFile, over base: RulePack?, name: String) throws -> RulePack {
        do {
            return try file.pack(over: base)
        } catch {
            throw BadFile(file: name, reason: error.reason.en)
        }
    }
}
