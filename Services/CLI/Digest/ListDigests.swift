import ArgumentParser
import Model

struct ListDigests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the daily digests of a community, the newest day first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    @Option(help: "Only this building's.")
    var building: BuildingCode?

    func run() async throws {
        let path = ResourcePath("/digests").query("building", building?.description)
        try await options.show(page, of: "digests", from: .notices, path, Self.columns)
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
