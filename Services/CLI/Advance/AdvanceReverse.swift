import ArgumentParser
import Model

struct AdvanceReverse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse",
        abstract: "Take an advance that was recorded by mistake back by a counter-entry.",
        discussion: """
            As a whole, and only while nothing of it was paid back and no works rest on it. It is taken back when a \
            second person has asked for it too; `payout waiting` lists what waits. Its reference stays taken, and \
            works that it had released and that have not begun wait for money again.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The advance's code.")
    var advance: AdvanceID

    @Option(help: "Why, in at most 200 characters; the books keep it.")
    var reason: String

    private struct Body: Encodable {
        let reason: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        try await options.ask(
            "/v1/communities/\(community)/campaigns/\(campaign)/advances/\(advance)/reversal", Body(reason: reason),
            dryRun, showing: [.text("advance", "advance"), .text("amount", "amount")],
            and: [.text("taken back on", "reversedOn")],
            waiting: "Nothing is taken back yet: a second person has to ask for it too.")
    }
}
