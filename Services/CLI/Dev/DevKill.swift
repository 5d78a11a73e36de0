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

    func run() async throws {
        guard let pid = try options.runningPart(part).pid else {
            Output.talk("\(part) is down already.")
            return
        }
        kill(pid, SIGKILL)
        Output.talk("Killed \(part), process \(pid).")
    }
}
