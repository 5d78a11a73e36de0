import ArgumentParser
import Model

struct OrderStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Report that works have begun; the lift is out of use.")

    @OptionGroup var target: OrderTarget

    @Option(help: "The day on which it happened.")
    var on: Day

    func run() async throws {
        try await target.report("start", ["on": on])
    }
}
