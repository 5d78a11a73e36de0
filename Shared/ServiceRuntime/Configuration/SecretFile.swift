import FoundationEssentials
import Glibc

/// Secrets live in files, not in the environment, where every child process and crash report would see them.
package enum SecretFile {
    /// The first line of a file, without its line break.
    ///
    /// - Throws: ``ConfigurationError`` naming `key` when the file cannot be read or is empty.
    package static func read(_ path: String, for key: String) throws -> String {
        let content: String
        do {
            content = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ConfigurationError(key, "the file \(path) cannot be read")
        }
        let secret = content.prefix { !$0.isNewline }
        guard !secret.isEmpty else { throw ConfigurationError(key, "the file \(path) is empty") }
        return String(secret)
    }

    /// Creates a file that only its owner may read; an existing one is left alone.
    ///
    /// It appears under its name when it is whole, so that a process that is killed meanwhile leaves no half key that
    /// the next one would stumble over.
    ///
    /// - Throws: an error of the operating system, also where the file is there already.
    package static func create(_ content: [UInt8], at path: String) throws {
        try write(content, to: path) { link($0, path) }
    }

    /// Puts other content into a file that only its owner may read, all at once.
    static func replace(_ content: [UInt8], at path: String) throws {
        try write(content, to: path) { rename($0, path) }
    }

    /// Writes a draft beside the file, which `place` gives its name.
    private static func write(_ content: [UInt8], to path: String, place: (String) -> Int32) throws {
        let draft = "\(path).\(getpid()).new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode_t(0o600))
        guard file >= 0 else { throw SystemError(code: errno) }
        defer {
            close(file)
            unlink(draft)
        }
        // SAFETY: the buffer is only read, by a call that returns before the closure does.
        let count = content.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == content.count, fsync(file) == 0, place(draft) == 0 else { throw SystemError(code: errno) }
    }
}

/// An error of the operating system.
struct SystemError: Error, CustomStringConvertible {
    let code: Int32

    var description: String { String(cString: strerror(code)) }
}
