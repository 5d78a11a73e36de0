import ArgumentParser
import Model

struct AssemblyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the assemblies of a community, the latest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        try await options.show(page, of: "assemblies", from: .ballots, "/assemblies", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("ASSEMBLY", "code"), .text("STATE", "state"), .text("CLOSES AT", "closesAt"), .text("TITLE", "title"),
    ]
}
