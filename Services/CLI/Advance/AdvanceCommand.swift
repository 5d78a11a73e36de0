import ArgumentParser

/// Money that somebody lends a campaign: `tongti advance make`, `repay` and what is owed.
struct AdvanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Record advances, pay them back, and see what is owed.",
        subcommands: [AdvanceMake.self, AdvanceRepay.self, AdvanceList.self])
}
