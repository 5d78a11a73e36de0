import ArgumentParser
import Model

struct PayoutWaiting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting", abstract: "List the payouts, repayments and refunds that wait for a second person.",
        discussion: "For the committee, and those who check the books.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(
            .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payouts/waiting")
        try options.output.render(answer) {
            Table(
                $0["items"].items,
                [
                    .text("REFERENCE", "reference"), .text("ORDER", "order"), .text("ADVANCE", "advance"),
                    .text("UNIT", "unit"), .number("AMOUNT", "amount"), .text("PAYEE", "payee"),
                    .text("ENTERED BY", "enteredBy"), .text("AT", "enteredAt"),
                ])
        }
    }
}
