import ArgumentParser
import DistrictBackup

struct BackupTake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract:
            "Copy the five databases while the district runs, each to the same moment, and read the copies once more.")

    @Option(help: ArgumentHelp("The folder of the backups.", valueName: "archive"))
    var into: String

    @Option(help: "How many copies stay; older ones are removed, with the log that only they need.")
    var keep: Int?

    @OptionGroup var options: BackupOptions

    @Flag(help: "Say which servers would be copied, and copy nothing.")
    var dryRun = false

    func validate() throws {
        guard keep.map({ $0 > 0 }) ?? true else { throw ValidationError("--keep is 1 or more.") }
    }

    func run() async throws {
        let archive = Archive(into)
        guard !dryRun else { return try await options.rehearse(archive) }
        let outcome = try await options.withServers { servers in
            try await CopyTaker(archive, of: servers) { Output.talk($0) }.take(keep: keep)
        }
        try options.local.report(outcome) {
            let removed = outcome.removed.isEmpty ? "" : "\nRemoved: \(outcome.removed.joined(separator: ", "))."
            return """
                Copy \(outcome.copy) leads to \(outcome.moment).\(removed)
                It has no keys: keep copies of those files somewhere else.
                """
        }
    }
}
