import ArgumentParser
import Model

struct OrderList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the work orders of a community, by lift.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Go on where the page before ended: its `next`.")
    var cursor: String?

    @Option(help: "At most so many.")
    var limit: Int?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/orders"
        let answer = try await options.client().get(
            .workorders, path.query("cursor", cursor).query("limit", limit.map(String.init)))
        try options.output.render(answer) { list in
            Table(
                list["items"].items,
                [
                    .text("ORDER", "order"), .text("LIFT", "lift"), .text("STATE", "state"),
                    .text("RELEASED", "releasedOn"), .text("BECAUSE OF", "cause"), .text("STARTED", "startedOn"),
                    .text("RETURNED", "returnedOn"), .text("COMPLETED", "completedOn"), .number("COST", "cost"),
                ])
        }
        if let next = try answer.json()["next"].string { Output.talk("There are more: --cursor \(next)") }
    }
}
