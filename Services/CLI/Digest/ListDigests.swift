import ArgumentParser
import Model

struct ListDigests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the daily digests of a community, the newest day first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only this building's.")
    var building: BuildingCode?

    @Option(help: "Go on where the page before ended: its `next`.")
    var cursor: String?

    @Option(help: "At most so many.")
    var limit: Int?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/digests"
        let answer = try await options.client().get(
            .notices,
            path.query("building", building?.description).query("cursor", cursor)
                .query("limit", limit.map(String.init)))
        try options.output.render(answer) { Table($0["digests"].items, Self.columns) }
        if let next = try answer.json()["next"].string { Output.talk("There are more: --cursor \(next)") }
    }

    private static let columns: [Table.Column] = [
        .text("DAY", "day"), .text("BUILDING", "building"), .number("NEWLY PAID", "figures", "newlyPaidUnits"),
        .number("RECEIVED", "figures", "receivedToday"),
        .made("PAID SO FAR", isRight: true) { digest in
            "\(digest["figures"]["paidUnits"].cell)/\(digest["figures"]["units"].cell)"
        },
        .number("RECEIVED SO FAR", "figures", "received"),
        .made("LIFTS DONE", isRight: true) { digest in
            "\(digest["figures"]["liftsDone"].cell)/\(digest["figures"]["lifts"].cell)"
        },
        .text("FUNDED ON", "figures", "fundedOn"),
    ]
}
