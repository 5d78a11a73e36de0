import ArgumentParser
import Model

struct OrderReturn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "Report that the lift is back in use.")

    @OptionGroup var target: OrderTarget

    @Option(help: "The day on which it happened.")
    var on: Day

    func run() async throws {
        try await target.report("return", ["on": on])
    }
}
