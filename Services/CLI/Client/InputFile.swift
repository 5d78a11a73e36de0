import Foundation

/// A file that a command is given; `-` is standard input.
enum InputFile {
    /// - Throws: `UnreadableFile`, which counts as wrong usage.
    static func read(_ path: String) throws -> Data {
        if path == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw UnreadableFile(path: path)
        }
    }

    /// The content of a file as JSON.
    ///
    /// - Throws: `UnreadableFile` when it is none.
    static func json(_ content: Data, name: String) throws -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: content)
        } catch {
            throw UnreadableFile(path: name, reason: "is not JSON")
        }
    }
}

/// The file that was named cannot be read.
struct UnreadableFile: ExitStatusError {
    let path: String
    var reason = "cannot be read"

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(path) \(reason)." }
}
