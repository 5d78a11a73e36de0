import Foundation
import Glibc
import LocalDistrict
import UnixSignals

/// Starts `dev up` as a process of its own that outlives this one.
struct DetachedDistrict {
    let directory: DistrictDirectory

    private static let limit: Duration = .seconds(150)

    /// Returns when every part of the district answers.
    ///
    /// A signal meanwhile ends what was started, and then this process.
    ///
    /// - Throws: `DetachedStartFailure` with what the other process said, when it ended instead.
    func start() async throws -> DistrictState {
        guard !DistrictLock.isHeld(in: directory) else {
            throw DistrictError.alreadyRunning(directory: directory.path, pid: nil)
        }
        try directory.make()
        let log = directory.upLog
        try Data().write(to: URL(filePath: log))
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup])
        try launch(log: log)
        return try await withThrowingTaskGroup(of: DistrictState?.self) { group in
            group.addTask { try await awaitStart(log: log) }
            group.addTask {
                for await _ in signals { return nil }
                return nil
            }
            let state = try await group.next() ?? nil
            group.cancelAll()
            if let state { return state }
            try await end(log: log)
            throw Interrupted()
        }
    }

    private func launch(log: String) throws {
        let process = Process()
        // A session of its own: neither the end of this process nor Ctrl-C in this terminal reaches it.
        process.executableURL = URL(filePath: "/usr/bin/setsid")
        // The words after the program's name are this command's own.
        let words = CommandLine.arguments.dropFirst().filter { !["--detach", "--json"].contains($0) }
        process.arguments = ["--fork", "/bin/sh", "-c", Self.script, "sh", try Self.program()] + words
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// A line of the log tells the process, and the last that it has ended, whatever way it did.
    private static let script = #"sh -c 'echo "process $$"; exec "$@"' sh "$@"; echo "exit code $?""#

    private static func program() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    private func awaitStart(log: String) async throws -> DistrictState {
        let end = ContinuousClock.now + Self.limit
        while ContinuousClock.now < end {
            if DistrictLock.isHeld(in: directory), let state = try readyState() { return state }
            let said = try Said(log)
            if said.hasEnded { throw DetachedStartFailure(said: said.words) }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await self.end(log: log)
        throw DetachedStartFailure(said: "It did not come up within \(Self.limit).\n")
    }

    /// Ends what was started, wherever it has got to.
    private func end(log: String) async throws {
        var isAsked = false
        let end = ContinuousClock.now + Self.limit
        while case let said = try Said(log), !said.hasEnded {
            if !isAsked, let process = said.process {
                kill(process, SIGTERM)
                isAsked = true
            }
            guard .now < end else {
                // Its parts end with it.
                if let process = said.process { kill(process, SIGKILL) }
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What the other process has written so far.
    struct Said {
        let process: Int32?
        let words: String
        let hasEnded: Bool

        init(_ log: String) throws {
            // A file's name may be no UTF-8, and what is being written may end within a letter.
            let text = String(decoding: try Data(contentsOf: URL(filePath: log)), as: UTF8.self)
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            // What stands after the last line break is not complete, or empty.
            lines.removeLast()
            let mark = lines.firstIndex { $0.hasPrefix("process ") }
            process = mark.flatMap { Int32(lines[$0].dropFirst(8)) }
            if let mark { lines.remove(at: mark) }
            hasEnded = lines.last?.hasPrefix("exit code ") ?? false
            words = lines.dropLast().map { $0 + "\n" }.joined()
        }
    }

    private func readyState() throws -> DistrictState? {
        do {
            let state = try DistrictState.read(in: directory)
            return state.parts.allSatisfy { $0.phase == .ready } ? state : nil
        } catch DistrictError.notRunning {
            // The state file comes a moment after the lock.
            return nil
        }
    }
}

/// A district that was started in the background did not come up.
struct DetachedStartFailure: ExitStatusError {
    let said: String

    var exitStatus: ExitStatus { .refused }
    var message: String { said + "The district did not start." }
}
