import ArgumentParser
import Model

struct OrderComplete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "Report that the works are accepted, and what they cost.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The order, such as 2023-lifts-raise.1-1-A.")
    var order: OrderID

    @Argument(help: "The cost in yuan.")
    var cost: Money

    @Option(help: "The day of the acceptance.")
    var on: Day

    @Option(help: "The number of the acceptance report.")
    var report: String

    private struct Body: Encodable {
        let on: Day
        let cost: Money
        let report: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .workorders, "/v1/communities/\(community)/orders/\(order)/complete",
                Body(on: on, cost: cost, report: report), dryRun)
        else { return }
        try options.output.render(answer, OrderTable.init)
    }
}
