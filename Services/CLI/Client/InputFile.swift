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
}

/// The file that was named cannot be read.
struct UnreadableFile: ExitStatusError {
    let path: String

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(path) cannot be read." }
}
