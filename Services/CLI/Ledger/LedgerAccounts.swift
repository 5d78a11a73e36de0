import ArgumentParser
import Model

struct LedgerAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "List every account by itself, for those who check the books.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        try await options.show(page, of: "items", from: .funds, "/ledger/accounts", Table.Column.account)
    }
}
