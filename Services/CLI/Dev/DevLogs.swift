import ArgumentParser
import Foundation
import Glibc
import LocalDistrict

/// Shows what the parts of a district wrote.
struct DevLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show the ends of the parts' logs.")

    @OptionGroup var options: DevOptions

    @Argument(help: "The parts; all of them without any.")
    var parts: [DistrictPart] = []

    @Flag(name: .shortAndLong, help: "Go on with what is written from now on.")
    var follow = false

    @Option(name: [.customShort("n"), .long], help: "How many lines of each.")
    var lines = 20

    /// How many bytes of a log are looked through for its last lines.
    private static let mostShown = 64 << 20

    private struct Log: Encodable {
        let part: DistrictPart
        let file: String
        let lines: [String]
    }

    func validate() throws {
        guard (0...10_000).contains(lines) else { throw ValidationError("-n lies between 0 and 10000.") }
        guard !follow || !options.json else {
            throw ValidationError("--follow shows lines as they come, without --json.")
        }
    }

    func run() async throws {
        let directory = try options.districtDirectory()
        let wanted = (parts.isEmpty ? DistrictPart.all : parts).map { (part: $0, file: directory.log(of: $0)) }
        let logs = wanted.filter { FileManager.default.fileExists(atPath: $0.file) }
        guard !logs.isEmpty else { throw DistrictError.unusable(path: directory.logs, reason: "has no such logs") }
        guard !options.json else {
            let ends = logs.map { log in
                Log(
                    part: log.part, file: log.file,
                    lines: LogTail.lines(of: log.file, count: lines, within: Self.mostShown))
            }
            return try options.report(ends) { "" }
        }
        let words = ["-n", "\(lines)"] + (follow ? ["-F"] : []) + logs.map(\.file)
        let tail = try await ChildProcess.start(
            .init("/usr/bin/tail", words, log: nil, orphanSignal: .kill))
        switch try await tail.exited() {
        case .exited(0): break
        case .killed(signal: SIGPIPE): Output.endWithoutReader()
        default: throw ExitCode(ExitStatus.refused.rawValue)
        }
    }
}
