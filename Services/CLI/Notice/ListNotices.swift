import ArgumentParser
import Model

struct ListNotices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a community's notices, the newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only what stands on this building's board.")
    var building: BuildingCode?

    @Option(help: "Go on where the page before ended: its `next`.")
    var cursor: String?

    @Option(help: "At most so many.")
    var limit: Int?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/notices"
        let answer = try await options.client().get(
            .notices,
            path.query("building", building?.description).query("cursor", cursor)
                .query("limit", limit.map(String.init)))
        try options.output.render(answer) { Table($0["notices"].items, Self.columns) }
        if let next = try answer.json()["next"].string { Output.talk("There are more: --cursor \(next)") }
    }

    private static let columns: [Table.Column] = [
        .number("NOTICE", "notice"), .text("POSTED", "postedOn"), .text("BUILDING", "building"), .text("KIND", "kind"),
        .text("TITLE", "title"),
    ]
}
