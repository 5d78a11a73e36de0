import Foundation
import Glibc

/// Where a command's data and talk go: data to standard output, talk to standard error.
struct Output: Sendable {
    let isJSON: Bool

    /// Writes a service's answer: as it came with `--json`, else as the text that is made of it.
    func render(_ answer: Answer, _ table: (JSONValue) throws -> some CustomStringConvertible) throws {
        if isJSON {
            Self.write(answer.text + "\n")
        } else {
            Self.write(try table(answer.json()).description + "\n")
        }
    }

    /// Writes a value of our own.
    func render(_ value: some Encodable, _ table: () -> some CustomStringConvertible) throws {
        if isJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Self.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
        } else {
            Self.write(table().description + "\n")
        }
    }

    /// Data, as it is.
    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    /// A line for the person who runs the command.
    static func talk(_ line: String) { write(toStandardError: line + "\n") }

    static func write(toStandardError text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Whether somebody watches standard error, so that a progress bar makes sense.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }
}
