import ArgumentParser
import Model

struct ListNotices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a community's notices, the newest first.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    @Option(help: "Only what stands on this building's board.")
    var building: BuildingCode?

    func run() async throws {
        let path = ResourcePath("/notices").query("building", building?.description)
        try await options.show(page, of: "notices", from: .notices, path, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .number("NOTICE", "notice"), .text("POSTED", "postedOn"), .text("BUILDING", "building"), .text("KIND", "kind"),
        .text("TITLE", "title"),
    ]
}
