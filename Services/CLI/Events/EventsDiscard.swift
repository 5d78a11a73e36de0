import ArgumentParser
import Model

struct EventsDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Give a parked event up; who did it and why stays on record.")

    @Argument(help: "The service that could not apply it.")
    var service: ServiceName

    @Argument(help: "The service that published it.")
    var source: ServiceName

    @Argument(help: "The shard, as events parked shows it.")
    var shard: Int32

    @Argument(help: "The position, as events parked shows it.")
    var position: Int64

    @Option(help: "Why it is given up.")
    var reason: String

    @OptionGroup var options: GlobalOptions

    private struct Body: Encodable {
        let source: ServiceName
        let shard: Int32
        let position: Int64
        let reason: String
    }

    func run() async throws {
        let body = Body(source: source, shard: shard, position: position, reason: reason)
        _ = try await options.client().post(service, "/v1/events/parked/discard", body)
        Output.talk("The event is discarded.")
    }
}
