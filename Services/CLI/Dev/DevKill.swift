import ArgumentParser
import Glibc
import LocalDistrict

/// Kills a part as a crash would.
struct DevKill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill", abstract: "End a part without warning (SIGKILL); the district starts it again by itself.")

    @OptionGroup var options: DevOptions

    @Argument(help: "The part, as \"dev status\" names it.")
    var part: DistrictPart

    @Flag(help: "Say which process would be killed, and leave it alone.")
    var dryRun = false

    private struct Outcome: Encodable {
        let dryRun: Bool
        let part: DistrictPart
        /// Nil when it was down already.
        let pid: Int32?
    }

    func run() async throws {
        let found = dryRun ? try options.runningPart(part) : try await options.signal(part) { _ in SIGKILL }
        let outcome = Outcome(dryRun: dryRun, part: part, pid: found.pid)
        try options.report(outcome) {
            outcome.pid.map { "\(dryRun ? "Would kill" : "Killed") \(part), process \($0)." }
                ?? "\(part) is down already."
        }
    }
}
