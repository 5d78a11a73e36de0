import ArgumentParser
import Model

struct OrderList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the work orders of a community, by lift.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        try await options.show(page, of: "items", from: .workorders, "/orders", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("ORDER", "order"), .text("LIFT", "lift"), .text("STATE", "state"), .text("RELEASED", "releasedOn"),
        .text("BECAUSE OF", "cause"), .text("STARTED", "startedOn"), .text("RETURNED", "returnedOn"),
        .text("COMPLETED", "completedOn"), .number("COST", "cost"),
    ]
}
