import ArgumentParser
import Model

struct AssemblyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the assemblies of a community, the latest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Go on where the page before ended: its `next`.")
    var cursor: String?

    @Option(help: "At most so many.")
    var limit: Int?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/assemblies"
        let answer = try await options.client().get(
            .ballots, path.query("cursor", cursor).query("limit", limit.map(String.init)))
        try options.output.render(answer) { list in
            Table(
                list["assemblies"].items,
                [
                    .text("ASSEMBLY", "code"), .text("STATE", "state"), .text("CLOSES AT", "closesAt"),
                    .text("TITLE", "title"),
                ])
        }
        if let next = try answer.json()["next"].string { Output.talk("There are more: --cursor \(next)") }
    }
}
