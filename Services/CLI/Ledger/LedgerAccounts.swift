import ArgumentParser
import Model

struct LedgerAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "List every account by itself, for those who check the books.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Go on where the page before ended: its `next`.")
    var cursor: String?

    @Option(help: "At most so many.")
    var limit: Int?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/ledger/accounts"
        let answer = try await options.client().get(
            .funds, path.query("cursor", cursor).query("limit", limit.map(String.init)))
        try options.output.render(answer) { Table($0["items"].items, Table.Column.account) }
        if let next = try answer.json()["next"].string { Output.talk("There are more: --cursor \(next)") }
    }
}
