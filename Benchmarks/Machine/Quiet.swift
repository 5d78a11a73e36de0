import Glibc

/// How undisturbed a measurement was: what the hypervisor took and what processes of others used meanwhile.
struct Quiet {
    private struct Reading {
        let all: Double
        let idle: Double
        let stolen: Double
        let own: Double
    }

    private let start: Reading

    init() throws { start = try Self.read() }

    struct Verdict {
        let stolen: Double
        let foreign: Double
        /// A pair with more than 5 % stolen or 15 % foreign time is not counted (Benchmarks/README.md).
        var isUsable: Bool { stolen <= 0.05 && foreign <= 0.15 }
    }

    func verdict() throws -> Verdict {
        let end = try Self.read()
        let all = max(end.all - start.all, 0.01)
        let busy = all - (end.idle - start.idle) - (end.stolen - start.stolen)
        return Verdict(
            stolen: (end.stolen - start.stolen) / all, foreign: max(0, busy - (end.own - start.own)) / all)
    }

    private static func read() throws -> Reading {
        let line = ProcFile.read("/proc/stat")?.split(separator: "\n").first ?? ""
        let ticks = line.split(separator: " ").dropFirst().map {
            (Double($0) ?? 0) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
        guard ticks.count >= 8 else { throw BenchFault("/proc/stat has no line of all processors") }
        return Reading(
            all: ticks[0..<8].reduce(0, +), idle: ticks[3] + ticks[4], stolen: ticks[7],
            own: try ProcessTable().cpuSeconds(below: getpid()))
    }
}

struct BenchFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
