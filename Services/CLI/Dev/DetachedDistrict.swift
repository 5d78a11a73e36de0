import Foundation
import Glibc
import LocalDistrict

/// Starts `dev up` as a process of its own that outlives this one.
struct DetachedDistrict {
    let directory: DistrictDirectory

    private static let limit: Duration = .seconds(150)

    /// Returns when every part of the district answers.
    ///
    /// - Throws: `DetachedStartFailure` with what the other process said, when it ended instead.
    func start() async throws -> DistrictState {
        guard !DistrictLock.isHeld(in: directory) else {
            throw DistrictError.alreadyRunning(directory: directory.path, pid: nil)
        }
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        let log = directory.upLog
        try Data().write(to: URL(filePath: log))
        let process = Process()
        // A session of its own: neither the end of this process nor Ctrl-C in this terminal reaches it.
        process.executableURL = URL(filePath: "/usr/bin/setsid")
        // The words after the program's name are this command's own.
        let words = CommandLine.arguments.dropFirst().filter { $0 != "--detach" }
        process.arguments = ["--fork", "/bin/sh", "-c", Self.script, "sh", try Self.program()] + words
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: URL(filePath: log))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return try await awaitStart(log: log)
    }

    /// The last line of the log tells that the process has ended, whatever way it did.
    private static let script = #""$@"; echo "exit code $?""#

    private static func program() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    private func awaitStart(log: String) async throws -> DistrictState {
        let end = ContinuousClock.now + Self.limit
        while ContinuousClock.now < end {
            if DistrictLock.isHeld(in: directory), let state = try readyState() { return state }
            let text = try String(contentsOfFile: log, encoding: .utf8)
            if let mark = text.range(of: "exit code ", options: .backwards), text.hasSuffix("\n"),
                text[..<mark.lowerBound].last?.isNewline ?? true
            {
                throw DetachedStartFailure(said: String(text[..<mark.lowerBound]))
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw DetachedStartFailure(said: "It did not come up within \(Self.limit).\n")
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
