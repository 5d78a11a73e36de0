import ArgumentParser

/// Money that somebody lends a campaign: `tongti advance make` and what is owed.
struct AdvanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Record advances and see what is owed.",
        subcommands: [AdvanceMake.self, AdvanceList.self])
}
