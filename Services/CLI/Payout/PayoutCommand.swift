import ArgumentParser

/// Money that leaves: `tongti payout make`, `waiting` and `list`.
struct PayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payout", abstract: "Pay for completed orders, and see what was paid.",
        subcommands: [PayoutMake.self, PayoutWaiting.self, PayoutList.self])
}
