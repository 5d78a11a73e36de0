import ArgumentParser
import Model

struct EventsTail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show the last events that a service recorded, and with --follow those that come, until Ctrl-C.",
        discussion: """
            They are read from the service's own log, so that they are there whatever became of the broker. Events of one \
            shard are in their order; between shards there is none but the time. With --json each event is a line of its own.
            """)

    @Option(help: "The service that recorded them.")
    var service: ServiceName

    @Option(help: "Only this shard's, 0 to 15; else those of --community, else all.")
    var shard: Shard?

    @Option(help: "From this position of the shard on, instead of the last.")
    var from: Int64?

    @Option(name: [.customShort("n"), .long], help: "How many of the last events.")
    var lines = 10

    @Flag(name: .shortAndLong, help: "Go on with what is recorded from now on.")
    var follow = false

    @OptionGroup var options: GlobalOptions

    /// How often a followed service is asked what is new.
    private static let pace = Duration.milliseconds(500)
    /// How long a followed service may be away, such as for a restart.
    private static let patience = Duration.seconds(60)

    func validate() throws {
        guard shard == nil || options.community == nil else {
            throw ValidationError("Give either --shard or --community.")
        }
        guard from.map({ $0 > 0 }) ?? true else { throw ValidationError("--from is a position: 1 or more.") }
        guard from == nil || shard != nil || options.community != nil else {
            throw ValidationError("--from goes with --shard or --community: each shard counts its own positions.")
        }
        guard (0...500).contains(lines) else { throw ValidationError("-n lies between 0 and 500.") }
    }

    func run() async throws {
        var log = ServiceLog(client: try await client(), service: service, community: options.community, shard: shard)
        if let from {
            log.begin(at: from)
        } else {
            show(try await log.last(lines))
        }
        repeat {
            while case let events = try await next(&log), !events.isEmpty { show(events) }
            if follow { try await Task.sleep(for: Self.pace) }
        } while follow
    }

    private func client() async throws -> ServiceClient {
        var client = try await options.client()
        if follow { client.patience = Self.patience }
        return client
    }

    /// What has come since; a token that has expired is made anew where it was this command that made it.
    private func next(_ log: inout ServiceLog) async throws -> [JSONValue] {
        // What was read of some shards before another call was refused is read again.
        var attempt = log
        let events: [JSONValue]
        do {
            events = try await attempt.next()
        } catch let refusal as ServiceRefusal where refusal.slug == "token-refused" && options.role != nil {
            attempt = log
            attempt.client = try await client()
            events = try await attempt.next()
        }
        log = attempt
        return events
    }

    private func show(_ events: [JSONValue]) {
        for event in events {
            Output.write((options.json ? event.text : Self.line(event)) + "\n")
        }
    }

    static func line(_ event: JSONValue) -> String {
        let place = "\(event["shard"].cell)/\(event["position"].cell)"
        let words = [
            event["time"].cell, place, event["community"].cell, event["type"].cell, event["subject"].cell,
            event["data"].text,
        ]
        return words.map { Terminal.printable($0) }.joined(separator: "  ")
    }
}
