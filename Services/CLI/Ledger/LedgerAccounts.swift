import ArgumentParser
import Model

struct LedgerAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "List every account by itself, for those who check the books.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/ledger/accounts"
        let answer = try await options.client().get(.funds, path.page(page))
        try options.output.render(page: answer, of: "items", Table.Column.account)
    }
}
