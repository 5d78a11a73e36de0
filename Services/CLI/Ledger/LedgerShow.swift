import ArgumentParser
import Model

struct LedgerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the books with units summed by building, and check that they sum to zero.",
        discussion: "Debits are positive, credits negative. Ends with 4 when the books do not sum to zero.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.funds, "/v1/communities/\(community)/ledger")
        try options.output.render(answer) { books in
            """
            \(Table(books["accounts"].items, Table.Column.account))
            The total is \(books["total"].cell), over \(books["transactions"].cell) transactions.
            """
        }
        let books = try answer.json()
        guard books["total"].string == "0.00", books["entriesTotal"].string == "0.00" else {
            throw ExitCode(ExitStatus.checkFailed.rawValue)
        }
    }
}
