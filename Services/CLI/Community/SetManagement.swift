import ArgumentParser
import Model

struct SetManagement: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "management", abstract: "Record who manages the community from a day on.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "none, company, committee, pmc, entrusted or emergency.")
    var mode: ManagementMode

    @Option(help: "The first day.")
    var since: Day

    @Option(help: "The last day; needed for entrusted and emergency.")
    var until: Day?

    @Option(help: "The firm or body.")
    var manager: String?

    @Option(help: "The decision or contract that it rests on.")
    var basis: String

    private struct Body: Encodable {
        let mode: ManagementMode
        let manager: String?
        let since: Day
        let until: Day?
        let basis: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        let body = Body(mode: mode, manager: manager, since: since, until: until, basis: basis)
        guard
            let answer = try await options.post(
                .registry, "/v1/communities/\(community)/management", body, dryRun)
        else { return }
        try options.output.render(answer) { json in
            "\(json["community"].cell): \(json["mode"].cell)" + (json["changed"] == .bool(true) ? "" : ", as before")
        }
    }
}

extension ManagementMode: ExpressibleByArgument {}
