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
            Self.write(try Terminal.printable(lines: table(answer.json()).description) + "\n")
        }
    }

    /// Writes a value of our own.
    func render(_ value: some Encodable, _ table: () -> some CustomStringConvertible) throws {
        if isJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            Self.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
        } else {
            Self.write(Terminal.printable(lines: table().description) + "\n")
        }
    }

    /// Data, as it is.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// A line for the person who runs the command.
    static func talk(_ line: String) { write(toStandardError: Terminal.printable(lines: line) + "\n") }

    static func write(toStandardError text: String) { write(text, to: STDERR_FILENO) }

    /// A reader that has gone, such as `head`, ends this process quietly as it ends other programs; the HTTP client has
    /// told the kernel to leave that to us.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                signal(SIGPIPE, SIG_DFL)
                raise(SIGPIPE)
            } else if errno != EINTR, errno != EAGAIN {
                exit(ExitStatus.refused.rawValue)
            }
        }
    }

    /// Whether somebody watches standard error, so that a progress bar makes sense.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }
}
