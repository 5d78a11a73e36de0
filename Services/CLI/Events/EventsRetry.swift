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

    @OptionGroup var options: GlobalOptions

    private struct Body: Encodable {
        let source: ServiceName
        let community: CommunityID
        let subject: String
    }

    func run() async throws {
        let body = Body(source: source, community: try options.requireCommunity(), subject: subject)
        let answer = try await options.client().post(service, "/v1/events/parked/retry", body)
        try options.output.render(answer) { "\($0["applied"].cell) events were applied." }
    }
}
