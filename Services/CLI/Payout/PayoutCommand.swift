import ArgumentParser

/// Money that leaves: `tongti payout make`.
struct PayoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payout", abstract: "Pay for completed orders.", subcommands: [PayoutMake.self])
}
