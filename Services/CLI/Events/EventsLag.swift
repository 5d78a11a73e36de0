import ArgumentParser
import Model

struct EventsLag: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lag", abstract: "What each service has recorded and sent, and how far the others are behind.",
        discussion: """
            What has stopped or stands in the way is told of the process that answers: where a service has several, \
            ask again, or look into the log of each. A service that does not answer is named on standard error, its lines \
            are missing, and the exit code is 3. --as takes its token from the registry: while that is down, give one that \
            was made before.
            """)

    @OptionGroup var options: GlobalOptions

    /// One service's log as another one sees it, summed over the shards.
    struct Line: Encodable {
        let source: ServiceName
        let follower: ServiceName
        let recorded: Int64
        let sent: Int64
        let applied: Int64
        /// Shards of the source that stand still in its follower, in the process that answered.
        let stopped: [String]
        /// Those of them of which the histories differ; of the others too much could not be applied.
        let forked: [String]
        /// Why the source does not send, or its follower does not read.
        let obstacles: [String]
    }

    /// What a service answers of its own log and of what it has applied of others.
    struct Positions: Decodable {
        let recorded: [String: Int64]
        let sent: [String: Int64]
        let applied: [String: [String: Int64]]
        let follows: [ServiceName]
        let forked: [String]
        let stopped: [String]
        let obstacle: String?
    }

    func run() async throws {
        let client = try await options.client()
        var positions: [ServiceName: Positions] = [:]
        var unanswered = Unanswered()
        for service in ServiceName.allCases {
            do {
                positions[service] = try await client.get(service, "/v1/events/positions").decode(Positions.self)
            } catch let failure as any ExitStatusError {
                unanswered.failures.append((service, failure))
            }
        }
        if positions.isEmpty, let (_, failure) = unanswered.failures.first { throw failure }
        let lines = Self.lines(of: positions)
        try options.output.render(lines) {
            let heading = "source      follower    recorded      sent   applied    behind"
            return ([heading] + lines.map(Self.text)).joined(separator: "\n")
        }
        for (service, its) in positions.sorted(by: { $0.key < $1.key }) {
            if let obstacle = its.obstacle { Output.talk("\(service.rawValue): \(obstacle)") }
        }
        guard unanswered.failures.isEmpty else { throw unanswered }
    }

    /// Each follower of each log.
    static func lines(of positions: [ServiceName: Positions]) -> [Line] {
        positions.sorted { $0.key < $1.key }.flatMap { follower, its in
            its.follows.sorted().compactMap { source -> Line? in
                guard let log = positions[source] else { return nil }
                let forked = its.forked.filter { $0.hasPrefix("\(source.rawValue)/") }
                let stopped = its.stopped.filter { $0.hasPrefix("\(source.rawValue)/") }
                return Line(
                    source: source, follower: follower, recorded: log.recorded.values.reduce(0, +),
                    sent: log.sent.values.reduce(0, +), applied: its.applied[source.rawValue]?.values.reduce(0, +) ?? 0,
                    stopped: Set(forked + stopped).sorted(), forked: forked,
                    obstacles: [log.obstacle, its.obstacle].compactMap(\.self))
            }
        }
    }

    static func text(_ line: Line) -> String {
        let names = [line.source, line.follower].map { name in
            name.rawValue + String(repeating: " ", count: 12 - name.rawValue.count)
        }
        // The follower may have applied what came after its source had answered.
        let behind = max(0, line.recorded - line.applied)
        let numbers = [line.recorded, line.sent, line.applied, behind].map { number in
            let text = String(number)
            return String(repeating: " ", count: max(1, 10 - text.count)) + text
        }
        let others = Set(line.stopped).subtracting(line.forked).sorted()
        let stops = [("other history", line.forked), ("stopped", others)]
            .filter { !$0.1.isEmpty }.map { "  \($0.0): \($0.1.joined(separator: " "))" }
        return names.joined() + numbers.joined().dropFirst(2) + stops.joined()
    }
}

/// Some services did not say how things stand with them; what the others say is shown.
private struct Unanswered: ExitStatusError {
    var failures: [(service: ServiceName, failure: any ExitStatusError)] = []

    var exitStatus: ExitStatus {
        failures.contains { $0.failure.exitStatus == .unreachable } ? .unreachable : .refused
    }

    var message: String {
        let lines = failures.map { "No answer of \($0.service.rawValue): \($0.failure.message)" }
        return (lines + ["What the others say is shown."]).joined(separator: "\n")
    }

    var details: JSONValue? { failures.count == 1 ? failures[0].failure.details : nil }
}
