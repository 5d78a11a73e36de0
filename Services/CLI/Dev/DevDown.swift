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

    @Flag(help: "Say what would end and be removed, and do nothing.")
    var dryRun = false

    /// How long a district may take for its orderly end: each of its tiers has some seconds for it.
    private static let limit = Duration.seconds(120)

    private struct Outcome: Encodable {
        let dryRun: Bool
        let directory: String
        /// The process that ran the district, if one did.
        let ended: Int32?
        let purged: Bool
    }

    func run() async throws {
        let directory = try options.districtDirectory()
        let supervisor = try await options.runningSupervisor()
        if !dryRun {
            if let supervisor {
                kill(supervisor, SIGTERM)
                // One that Ctrl-Z has stopped hears it only when it goes on.
                kill(supervisor, SIGCONT)
                try await DistrictLock.waitUntilFree(in: directory, heldBy: supervisor, within: Self.limit) {
                    Output.talk("The district in \(directory.path), process \(supervisor), is ending …")
                }
            }
            if purge { try await District.purge(directory) }
        }
        let outcome = Outcome(dryRun: dryRun, directory: directory.path, ended: supervisor, purged: purge)
        try options.report(outcome) { Self.words(outcome) }
    }

    private static func words(_ outcome: Outcome) -> String {
        let would = outcome.dryRun ? "would be" : "is"
        let end = outcome.ended.map { "The district in \(outcome.directory), process \($0), \(would) ended" }
        return (end ?? "No district runs in \(outcome.directory)")
            + (outcome.purged ? "; what it kept \(would) removed." : ".")
    }
}
