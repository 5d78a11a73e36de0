import ArgumentParser

/// The double-entry books of a community: `tongti ledger show`.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look at the books.",
        subcommands: [LedgerShow.self, LedgerAccounts.self, LedgerExport.self])
}

extension Table.Column {
    /// How the books show an account.
    static var account: [Table.Column] {
        [
            .text("ACCOUNT", "account"), .text("KIND", "kind"), .number("BALANCE", "balance"),
            .number("ENTRIES", "entries"),
        ]
    }
}
