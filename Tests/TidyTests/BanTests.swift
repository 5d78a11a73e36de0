import Foundation
import Testing

/// Constructs that have harmed systems like this one, and where they may stand all the same.
@Suite struct BanTests {
    struct Ban: Sendable, CustomTestStringConvertible {
        let pattern: String
        let instead: String
        let rooms: [String]
        var testDescription: String { pattern }
    }

    static let bans: [Ban] = [
        Ban(pattern: "try?", instead: "handle the error or pass it on", rooms: []),
        Ban(pattern: "try!", instead: "handle the error or pass it on", rooms: []),
        Ban(pattern: "fatalError(", instead: "throw to callers, use precondition for bugs", rooms: []),
        Ban(pattern: "Task.detached", instead: "run() of a Service", rooms: []),
        Ban(pattern: "Task {", instead: "run() of a Service", rooms: []),
        Ban(pattern: "DispatchQueue", instead: "a DedicatedThread", rooms: []),
        Ban(pattern: "SQL(unsafe:", instead: "a literal with interpolated values", rooms: ["Shared/Postgres/"]),
        Ban(pattern: "static let shared", instead: "a stored property set in init", rooms: []),
    ]

    @Test(arguments: bans)
    func `a banned construct stands nowhere but in its rooms`(ban: Ban) throws {
        for file in try SourceTree.files(in: "Shared", "Services", "deploy/local", "deploy/backup")
        where !ban.rooms.contains(where: file.path.hasPrefix) {
            for (index, line) in file.lines.enumerated() where Self.stands(ban.pattern, in: line) {
                Issue.record("\(file):\(index + 1) has `\(ban.pattern)`: \(ban.instead)")
            }
        }
    }

    @Test(arguments: ["@unchecked Sendable", "nonisolated(unsafe)"])
    func `what the compiler cannot prove is proved in a comment above it`(construct: String) throws {
        for file in try SourceTree.files(in: "Shared", "Services", "deploy/local", "deploy/backup") {
            for (index, line) in file.lines.enumerated() where Self.isCode(line, with: construct) {
                let above = file.lines[max(0, index - 8)...index]
                #expect(above.contains { $0.contains("SAFETY:") }, "\(file):\(index + 1) proves nothing")
            }
        }
    }

    @Test func `no error is caught and forgotten`() throws {
        for file in try SourceTree.files(in: "Shared", "Services", "deploy/local", "deploy/backup") {
            let text = file.lines.map(Self.code).joined(separator: "\n")
            #expect(text.firstMatch(of: /catch\s*\{\s*\}/) == nil, "\(file) swallows an error")
        }
    }

    /// Every access to it wraps the closure once more (see `RelayHook`).
    @Test func `no closure is itself the value of a Mutex`() throws {
        for file in try SourceTree.files(
            in: "Shared", "Services", "deploy/local", "deploy/backup", "Benchmarks", "Tests")
        where !file.path.hasPrefix("Tests/TidyTests/") {
            for (index, line) in file.lines.enumerated()
            where Self.isCode(line, with: "Mutex<") && line.contains(/Mutex<[^>]*->/) {
                Issue.record("\(file):\(index + 1) has a closure in a Mutex: put it into a struct")
            }
        }
    }

    /// What still waits by the clock; the list may only become shorter.
    static let sleepers: Set<String> = ["Tests/Suite/KillTests.swift", "Tests/Support/Waiting.swift"]

    @Test func `no test waits by the clock for something to have happened`() throws {
        for file in try SourceTree.files(in: "Tests") where !file.path.hasPrefix("Tests/TidyTests/") {
            let lines = file.lines.enumerated().filter { _, line in
                Self.isCode(line, with: "sleep(") && line.contains(/(^|[^A-Za-z_])(u|nano)?sleep\(/)
            }
            if Self.sleepers.contains(file.path) {
                #expect(!lines.isEmpty, "\(file) does not sleep any more: take it off the list")
            } else {
                for (index, _) in lines { Issue.record("\(file):\(index + 1) sleeps: await the condition") }
            }
        }
    }

    /// Tests of what happens when a task gives way, and not of what it waits for.
    static let yielders: Set<String> = [
        "Tests/PostgresTests/CancellationTests.swift", "Tests/PostgresTests/CrashTests.swift",
        "Tests/PostgresTests/DedicatedThreadTests.swift",
    ]

    /// Whoever asks without pause takes a processor from the servers that are waited for.
    @Test func `no test asks without a pause`() throws {
        for file in try SourceTree.files(in: "Tests")
        where !file.path.hasPrefix("Tests/TidyTests/") && !Self.yielders.contains(file.path) {
            for (index, line) in file.lines.enumerated()
            where Self.isCode(line, with: "Task.yield()") || Self.isCode(line, with: "sched_yield()") {
                Issue.record("\(file):\(index + 1) asks without a pause: waitWhile")
            }
        }
    }

    @Test func `files are short enough to be one thing`() throws {
        for file in try SourceTree.files(in: "Shared", "Services", "deploy/local", "deploy/backup") {
            #expect(file.lines.count <= 401, "\(file) has \(file.lines.count - 1) lines")
        }
    }

    /// As a word of its own: `addTask {` is not `Task {`.
    private static func stands(_ pattern: String, in line: String) -> Bool {
        guard isCode(line, with: pattern) else { return false }
        return line.ranges(of: pattern).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            return !line[line.index(before: range.lowerBound)].isLetter
        }
    }

    /// The quickest question first: there are a hundred thousand lines, and few have it.
    private static func isCode(_ line: String, with text: String) -> Bool {
        line.contains(text) && !code(of: line).isEmpty
    }

    private static func code(of line: String) -> String {
        line.trimmingCharacters(in: .whitespaces).hasPrefix("//") ? "" : line
    }
}
