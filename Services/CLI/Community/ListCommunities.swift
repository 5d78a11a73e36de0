import ArgumentParser
import Model

struct ListCommunities: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the communities.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await options.client().everyPage(.registry, "/v1/communities", of: "communities")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("CODE", "code"), .text("NAME", "name"), .text("JURISDICTION", "jurisdiction"),
        .text("FUND", "fundStatus"), .text("PARKING COUNTS", "parkingCounts"), .text("PART OF", "mergedInto"),
    ]
}
