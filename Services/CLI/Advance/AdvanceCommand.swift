import ArgumentParser

/// Money that somebody lends a campaign: `tongti advance make`, `repay`, `reverse` and what is owed.
struct AdvanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Record advances, pay them back or take them back, and see what is owed.",
        subcommands: [AdvanceMake.self, AdvanceRepay.self, AdvanceReverse.self, AdvanceList.self])
}
