import ArgumentParser
import Model

struct EventsDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Give a parked event up; who did it and why stays on record.",
        discussion: """
            For good: what it would have changed is missing in the service, and later events of its subject are \
            applied without it. What that means for which event is in docs/event-log.md. Retry what can be retried.
            """)

    @Argument(help: "The service that could not apply it.")
    var service: ServiceName

    @Argument(help: "The service that published it.")
    var source: ServiceName

    @Argument(help: "The shard, as events parked shows it.")
    var shard: Shard

    @Argument(help: "The position, as events parked shows it.")
    var position: Int64

    @Option(help: "Why it is given up.")
    var reason: String

    @Flag(help: "Say which event would be given up, and give none up.")
    var dryRun = false

    @OptionGroup var options: GlobalOptions

    private struct Body: Encodable {
        let source: ServiceName
        let shard: Int32
        let position: Int64
        let reason: String
    }

    private struct Outcome: Encodable {
        let dryRun: Bool
        let source: ServiceName
        let shard: Int32
        let position: Int64
        let reason: String
    }

    func run() async throws {
        let client = try await options.client()
        if dryRun {
            let parked = try await ParkedEvent.list(of: service, client)
            guard parked.contains(where: { ($0.source, $0.shard, $0.position) == (source, shard, position) }) else {
                throw NothingParked(wanted: "\(source.rawValue) \(shard)/\(position)")
            }
        } else {
            let body = Body(source: source, shard: shard.number, position: position, reason: reason)
            _ = try await client.post(service, "/v1/events/parked/discard", body)
        }
        let outcome = Outcome(
            dryRun: dryRun, source: source, shard: shard.number, position: position, reason: reason)
        try options.output.render(outcome) {
            "\(source.rawValue) \(shard)/\(position) \(dryRun ? "would be" : "is") discarded."
        }
    }
}
