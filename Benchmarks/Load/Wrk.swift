import FoundationEssentials
import LocalDistrict

/// wrk over 64 connections.
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
        let script = "\(folder)/votes.lua"
        try Data(PackageResources.votes_lua).write(to: URL(filePath: script))
        let text = try await run([
            "-d\(seconds)s", "-s", script, ballots, "--", electorate.votersFile, electorate.votesPath(assembly),
            "\(electorate.items)",
        ])
        let line = text.split(separator: "\n").last { $0.hasPrefix("RESULT ") } ?? ""
        let numbers = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        guard numbers.count == 6 else { throw BenchFault("wrk printed no result:\n\(text)") }
        return Result(
            accepted: numbers[0] - numbers[1], refused: numbers[1], broken: numbers[2],
            seconds: Double(numbers[3]) * 1e-6, median: Double(numbers[4]) * 1e-3, p99: Double(numbers[5]) * 1e-3)
    }

    /// How many requests a second a route that does nothing answers: what HTTP alone takes.
    func askNothing(at service: String, seconds: Int) async throws -> Double {
        let text = try await run(["-d\(seconds)s", "\(service)/healthz"])
        let line = text.split(separator: "\n").first { $0.hasPrefix("Requests/sec:") }
        guard let rate = line?.split(separator: " ").last.flatMap({ Double($0) }), !text.contains("Non-2xx") else {
            throw BenchFault("wrk printed no rate:\n\(text)")
        }
        return rate
    }

    private var folder: String { electorate.district.district.directory.path }

    /// - Returns: what it printed.
    private func run(_ arguments: [String]) async throws -> String {
        let log = "\(folder)/wrk.log"
        try Data().write(to: URL(filePath: log))
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/usr/bin/wrk", ["-t2", "-c\(Self.connections)", "--timeout", "30s"] + arguments, log: log))
        let status = try await child.exited()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        guard status == .exited(0) else { throw BenchFault("wrk: \(status)\n\(text)") }
        return text
    }
}
