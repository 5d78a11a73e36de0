import ArgumentParser
import Model

struct OrderInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Record the result of the supervisory inspection.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The order, such as 2023-lifts-raise.1-1-A.")
    var order: OrderID

    @Argument(help: "passed or failed.")
    var result: InspectionRecorded.Result

    @Option(help: "The day of the inspection.")
    var on: Day

    @Option(help: "The number of its certificate or report.")
    var certificate: String

    private struct Body: Encodable {
        let on: Day
        let result: InspectionRecorded.Result
        let certificate: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .workorders, "/v1/communities/\(community)/orders/\(order)/inspection",
                Body(on: on, result: result, certificate: certificate), dryRun)
        else { return }
        try options.output.render(answer, OrderTable.init)
    }
}

extension InspectionRecorded.Result: ExpressibleByArgument {}
