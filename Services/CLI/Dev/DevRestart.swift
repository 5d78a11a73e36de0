import ArgumentParser
import LocalDistrict

/// Ends a part in order and waits until it is back.
struct DevRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "End a part in order and wait until it is back, such as after a build.")

    @OptionGroup var options: DevOptions

    @Argument(help: "The part, as \"dev status\" names it.")
    var part: DistrictPart

    @Flag(help: "Say which process would be ended, and leave it alone.")
    var dryRun = false

    private struct Outcome: Encodable {
        let dryRun: Bool
        let part: DistrictPart
        let pid: Int32?
    }

    func run() async throws {
        guard !dryRun else {
            let before = try options.runningPart(part)
            return try options.report(Outcome(dryRun: true, part: part, pid: before.pid)) {
                "Would restart \(part)" + (before.pid.map { ", process \($0)." } ?? ", which is down.")
            }
        }
        let before = try await options.signal(part, \.stopSignal)
        let end = ContinuousClock.now + DevOptions.patience
        while ContinuousClock.now < end {
            let now = try options.runningPart(part)
            if now.starts > before.starts, now.phase == .ready {
                return try options.report(Outcome(dryRun: false, part: part, pid: now.pid)) {
                    "\(part) is back, as process \(now.pid ?? 0)."
                }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw DistrictError.notReady(part, reason: "no answer within a minute", log: before.log, lastLines: [])
    }
}
