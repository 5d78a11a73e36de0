import Foundation
import Glibc
import Model

/// A file that a command is given; `-` is standard input.
enum InputFile {
    /// How many bytes the services take at most, and the gateway before them.
    static let mostTaken = 32 << 20

    /// The whole of a file that is sent, or from which something is sent.
    ///
    /// - Throws: `UnreadableFile`, which counts as wrong usage, also where there is more than anybody takes.
    static func read(_ path: String, limit: Int = InputFile.mostTaken) throws -> Data {
        var content = Data()
        try readPieces(of: path) { piece in
            content.append(contentsOf: piece)
            guard content.count <= limit else {
                throw UnreadableFile(path: path, reason: "is larger than \(limit) bytes, the most that is taken")
            }
        }
        return content
    }

    /// The SHA-256 of a file that stays where it is, however large.
    ///
    /// - Throws: `UnreadableFile`.
    static func hash(_ path: String) throws -> Digest256 {
        var digest = Digest256.Builder()
        try readPieces(of: path) { digest.append($0) }
        return digest.finish()
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

    /// Reads a file to its end: of a pipe, a terminal or a device nobody knows beforehand where that is.
    private static func readPieces(of path: String, _ take: ([UInt8]) throws -> Void) throws {
        let isNamed = path != "-"
        // The way through a URL spells out a home folder that the shell has left as ~.
        let descriptor =
            isNamed ? open(URL(fileURLWithPath: path).path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
        guard descriptor >= 0 else { throw UnreadableFile(path: path) }
        defer { if isNamed { close(descriptor) } }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count != 0 else { return }
            if count > 0 {
                try take(Array(buffer[..<count]))
            } else if errno == EAGAIN {
                // Whoever shares standard input may have told the kernel that nobody waits there.
                var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&input, 1, -1)
            } else if errno != EINTR {
                throw UnreadableFile(path: path)
            }
        }
    }
}

/// The file that was named cannot be read.
struct UnreadableFile: ExitStatusError {
    let path: String
    var reason = "cannot be read"

    var exitStatus: ExitStatus { .usage }
    var message: String { "\(path == "-" ? "Standard input" : path) \(reason)." }
}
