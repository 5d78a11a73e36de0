import ArgumentParser
import Foundation
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

    func run() async throws {
        let directory = try options.districtDirectory()
        let wanted = (parts.isEmpty ? DistrictPart.all : parts).map(directory.log(of:))
        let files = wanted.filter { FileManager.default.fileExists(atPath: $0) }
        guard !files.isEmpty else { throw DistrictError.unusable(path: directory.logs, reason: "has no such logs") }
        let words = ["-n", "\(lines)"] + (follow ? ["-F"] : []) + files
        let tail = try await ChildProcess.start(
            .init("/usr/bin/tail", words, log: nil, orphanSignal: .kill))
        _ = try await tail.exited()
    }
}
