import Foundation
import Glibc

/// Where a command's data and talk go: data to standard output, talk to standard error.
struct Output: Sendable {
    let isJSON: Bool

    /// Writes a service's answer: as it came with `--json`, else as the text that is made of it.
    ///
    /// - Throws: `UnexpectedAnswer` when it is no JSON, such as the page of another site; what `table` throws.
    func render(_ answer: Answer, _ table: (JSONValue) throws -> some CustomStringConvertible) throws {
        let json = try answer.json()
        if isJSON {
            Self.write(answer.text + "\n")
        } else {
            Self.write(try Terminal.printable(lines: table(json).description) + "\n")
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
    static func write(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }

    /// A part of a file that is longer than anybody should keep.
    static func write(bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    /// A line for the person who runs the command.
    static func talk(_ line: String) { write(toStandardError: Terminal.printable(lines: line) + "\n") }

    static func write(toStandardError text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Writes data whole or ends this process; talk that nobody can hear changes nothing of how it ends.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let isOpen = isFile(descriptor)
            let count = isOpen ? rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } : -1
            let fault = isOpen ? errno : EBADF
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if fault == EAGAIN {
                var reader = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&reader, 1, -1)
            } else if fault != EINTR {
                guard descriptor == STDOUT_FILENO else { return }
                end(after: fault)
            }
        }
    }

    /// False for a stream that was closed when the process began, and in whose place Swift's runtime has put something of
    /// its own since: that has no type of file.
    private static func isFile(_ descriptor: Int32) -> Bool {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT != 0
    }

    /// A reader that has gone, such as `head`, ends this process quietly as it ends other programs.
    static func endWithoutReader() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        // Whoever started this process has it blocked.
        exit(128 + SIGPIPE)
    }

    private static func end(after fault: Int32) -> Never {
        if fault == EPIPE { endWithoutReader() }
        let failure = UnwrittenOutput(reason: String(cString: strerror(fault)))
        exit(CommandRun.report(failure, asJSON: CommandRun.isJSON(CommandLine.arguments)).rawValue)
    }

    /// Makes the standard streams ours.
    ///
    /// Otherwise the next connection or file would get the place of one that was closed, and talk be written into it. What
    /// is put there refuses, as a closed stream does. And a reader who has gone would end the process, also one of talk.
    static func begin() {
        signal(SIGPIPE, SIG_IGN)
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is this one: those before it are taken.
            _ = open("/dev/null", mode)
        }
    }

    /// Whether somebody watches standard error, so that a progress bar makes sense.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }
}

/// What a command had to say could not be written; what it did is done.
struct UnwrittenOutput: ExitStatusError {
    let reason: String

    var exitStatus: ExitStatus { .refused }
    var message: String { "Standard output cannot be written: \(reason)." }
}
