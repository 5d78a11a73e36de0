import Synchronization
import Testing

@testable import tongti

/// Commands with `--json` against the district of the running suite: each has to print what `docs/cli` says, and which have is
/// noted.
final class PrintedCommands: Sendable {
    private let tongti = DistrictCommands()
    private let noted = Mutex<Set<String>>([])

    /// The commands that printed something, as `roll import`; those of a rehearsal as `roll import --dry-run`.
    var printed: Set<String> { noted.withLock(\.self) }

    /// Runs a command that has to succeed.
    ///
    /// `words` are the command and its arguments, with a blank between each two; `more` are arguments that may have
    /// blanks themselves, such as paths.
    ///
    /// - Returns: what it printed; of several lines, all of them.
    @discardableResult
    func callAsFunction(
        _ words: String, _ more: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        let words = words.split(separator: " ").map(String.init) + more
        let run = try await tongti.run(words + ["--json"], sourceLocation: sourceLocation)
        try #require(run.status == 0, "\(words): \(run.err)", sourceLocation: sourceLocation)
        let command = try DistrictCommands.command(of: words) ?? "\(words)"
        noted.withLock { _ = $0.insert(command + (words.contains("--dry-run") ? " --dry-run" : "")) }
        let lines = try run.out.split(separator: "\n").map { try Answer(status: 200, bytes: Array($0.utf8)).json() }
        return lines.count == 1 ? lines[0] : .array(lines)
    }

    /// The same after a rehearsal of it.
    @discardableResult
    func rehearsed(
        _ words: String, _ more: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        try await self(words, more + ["--dry-run"], sourceLocation: sourceLocation)
        return try await self(words, more, sourceLocation: sourceLocation)
    }
}
