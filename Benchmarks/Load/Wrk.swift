import FoundationEssentials
import LocalDistrict

/// wrk casting votes over 64 connections.
struct Wrk: Sendable {
    static let connections = 64
    let electorate: Electorate

    struct Result {
        let accepted: Int
        let refused: Int
        let broken: Int
        let seconds: Double
        let median: Double
        let p99: Double
        var perSecond: Double { Double(accepted) / seconds }
    }

    func castVotes(in assembly: String, at ballots: String, seconds: Int) async throws -> Result {
        let folder = electorate.district.district.directory.path
        let script = "\(folder)/votes.lua"
        let log = "\(folder)/wrk.log"
        try Data(PackageResources.votes_lua).write(to: URL(filePath: script))
        try Data().write(to: URL(filePath: log))
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/usr/bin/wrk",
                [
                    "-t2", "-c\(Self.connections)", "-d\(seconds)s", "--timeout", "30s", "-s", script, ballots, "--",
                    electorate.votersFile, electorate.votesPath(assembly), "\(electorate.items)",
                ], log: log))
        let status = try await child.exited()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        guard status == .exited(0) else { throw BenchFault("wrk: \(status)\n\(text)") }
        let line = text.split(separator: "\n").last { $0.hasPrefix("RESULT ") } ?? ""
        let numbers = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        guard numbers.count == 6 else { throw BenchFault("wrk printed no result:\n\(text)") }
        return Result(
            accepted: numbers[0] - numbers[1], refused: numbers[1], broken: numbers[2],
            seconds: Double(numbers[3]) * 1e-6, median: Double(numbers[4]) * 1e-3, p99: Double(numbers[5]) * 1e-3)
    }
}
