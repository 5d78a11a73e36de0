import ArgumentParser
import Model

struct OrderComplete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "Report that the works are accepted, and what they cost.")

    @OptionGroup var target: OrderTarget

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
        try await target.report("complete", Body(on: on, cost: cost, report: report))
    }
}
