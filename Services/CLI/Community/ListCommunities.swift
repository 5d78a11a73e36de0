import ArgumentParser
import Model

struct ListCommunities: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the communities.")

    @OptionGroup var options: GlobalOptions

    private struct List: Encodable {
        var communities: [JSONValue] = []
    }

    func run() async throws {
        let client = try await options.client()
        var list = List()
        var cursor: String?
        repeat {
            let page = try await client.get(
                .registry, ResourcePath("/v1/communities").query("limit", "500").query("cursor", cursor)
            ).json()
            list.communities += page["communities"].items
            cursor = page["next"].string
        } while cursor != nil
        try options.output.render(list) { Table(list.communities, Self.columns) }
    }

    private static let columns: [Table.Column] = [
        .text("CODE", "code"), .text("NAME", "name"), .text("JURISDICTION", "jurisdiction"),
        .text("FUND", "fundStatus"), .text("PARKING COUNTS", "parkingCounts"), .text("PART OF", "mergedInto"),
    ]
}
