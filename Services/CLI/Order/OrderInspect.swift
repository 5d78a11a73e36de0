import ArgumentParser
import Model

struct OrderInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Record the result of the supervisory inspection.")

    @OptionGroup var target: OrderTarget

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
        try await target.report("inspection", Body(on: on, result: result, certificate: certificate))
    }
}

extension InspectionRecorded.Result: ExpressibleByArgument {}
