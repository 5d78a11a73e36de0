import ArgumentParser
import Model

struct LedgerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the books as a journal that hledger counts again.",
        discussion: """
            For auditors, the committee, the street and operators. `hledger -f FILE check --strict` proves the books; \
            docs/books.md tells what that means. With --json each transaction is a line of its own. Ends with 4 when \
            something of the books is missing.
            """)

    @Option(help: "Only the transactions that touch this building's accounts.")
    var building: BuildingCode?

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        var pages = LedgerPages(client: try await options.client(), community: community, building: building)
        var journal = LedgerJournal(of: community, building)
        var count = LedgerCount(building: building)
        try await pages.each(of: "/transactions", as: LedgerLine.self) { lines in
            for line in lines { count.note(line.transaction) }
            if options.json {
                Output.write(lines.map { $0.json.text + "\n" }.joined())
            } else {
                Output.write(journal.text(of: lines.map(\.transaction)))
            }
        }
        try await pages.each(of: "/accounts", as: LedgerAccount.self) { accounts in
            for account in accounts { count.note(account) }
            if !options.json { Output.write(journal.text(of: accounts)) }
        }
        if !options.json { Output.write(journal.end(count)) }
        // A slip in a code looks like it too.
        if count.transactions == 0 { Output.talk("No transaction is in the books of \(community).") }
        try count.check(through: pages.through)
    }
}
