import ArgumentParser
import Model

struct AssemblyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the assemblies of a community, the latest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/assemblies"
        let answer = try await options.client().get(.ballots, path.page(page))
        try options.output.render(page: answer, of: "assemblies", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("ASSEMBLY", "code"), .text("STATE", "state"), .text("CLOSES AT", "closesAt"), .text("TITLE", "title"),
    ]
}
