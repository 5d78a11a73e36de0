import ArgumentParser
import Glibc
import LocalDistrict

/// Ends a district that runs in another process.
struct DevDown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "End the district in order; it is fine if none runs.")

    @OptionGroup var options: DevOptions

    @Flag(help: "Remove its data, secrets and logs as well.")
    var purge = false

    func run() async throws {
        let directory = try options.districtDirectory()
        do {
            kill(try options.runningState().supervisor, SIGTERM)
            try await DistrictLock.waitUntilFree(in: directory)
            Output.talk("The district in \(directory.path) has ended.")
        } catch let error as DistrictError {
            guard case .notRunning = error else { throw error }
            Output.talk("No district runs in \(directory.path).")
        }
        if purge { try await District.purge(directory) }
    }
}
