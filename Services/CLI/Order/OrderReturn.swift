import ArgumentParser
import Model

struct OrderReturn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Report that the lift is back in use.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The order, such as 2023-lifts-raise.1-1-A.")
    var order: OrderID

    @Option(help: "The day on which it happened.")
    var on: Day

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .workorders, "/v1/communities/\(community)/orders/\(order)/return", ["on": on], dryRun)
        else { return }
        try options.output.render(answer, OrderTable.init)
    }
}
