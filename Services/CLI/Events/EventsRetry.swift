import ArgumentParser
import Model

struct EventsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Apply the parked events of a subject in their order, all or none.")

    @Argument(help: "The service that could not apply them.")
    var service: ServiceName

    @Argument(help: "The service that published them.")
    var source: ServiceName

    @Argument(help: "The subject, as events parked shows it.")
    var subject: String

    @Flag(help: "Say which events would be tried, and try none.")
    var dryRun = false

    @OptionGroup var options: GlobalOptions

    private struct Body: Encodable {
        let source: ServiceName
        let community: CommunityID
        let subject: String
    }

    private struct Rehearsal: Encodable {
        let dryRun = true
        let positions: [Int64]
    }

    func run() async throws {
        let body = Body(source: source, community: try options.requireCommunity(), subject: subject)
        let client = try await options.client()
        guard !dryRun else { return try await rehearse(body, client) }
        let answer = try await client.post(service, "/v1/events/parked/retry", body)
        guard try answer.json()["applied"].int != 0 else { throw NothingParked(wanted: subject) }
        try options.output.render(answer) { "Applied: \(English.counted($0["applied"].cell, "event"))." }
    }

    private func rehearse(_ body: Body, _ client: ServiceClient) async throws {
        let parked = try await ParkedEvent.list(of: service, client).filter {
            ($0.source, $0.community, $0.subject) == (body.source, body.community, body.subject)
        }
        guard !parked.isEmpty else { throw NothingParked(wanted: subject) }
        let positions = parked.map(\.position).sorted()
        try options.output.render(Rehearsal(positions: positions)) {
            "Would try the events at \(positions.map(String.init).joined(separator: ", "))."
        }
    }
}
