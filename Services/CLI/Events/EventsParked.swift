import ArgumentParser
import Model

struct EventsParked: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parked", abstract: "Events that a service could not apply, and the later ones of their subjects.")

    @Argument(help: "The service that could not apply them.")
    var service: ServiceName

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let events = try await options.client().everyParked(of: service) { try $0.json().items }
        try options.output.render(events) {
            Table(
                events,
                [
                    .text("source", "source"), .number("shard", "shard"), .number("position", "position"),
                    .text("community", "community"), .text("subject", "subject"), .text("type", "type"),
                    .text("parked at", "parkedAt"), .text("reason", "reason"),
                ])
        }
    }
}
