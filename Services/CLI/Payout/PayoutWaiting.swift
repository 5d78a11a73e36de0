import ArgumentParser
import Model

struct PayoutWaiting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting",
        abstract: "List the payouts, repayments, refunds and reversals of advances that wait for a second person.",
        discussion: """
            For the committee, and those who check the books. What nobody seconds in thirty days counts no more.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(
            .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payouts/waiting")
        try options.output.render(answer, Self.text)
    }

    private static func text(_ waiting: JSONValue) -> String {
        let asked: [Table.Column] = [
            .text("ENTERED BY", "enteredBy"), .text("AT", "enteredAt"), .text("UNTIL", "waitsUntil"),
        ]
        let payment: [Table.Column] = [
            .text("REFERENCE", "reference"), .text("ORDER", "order"), .text("ADVANCE", "advance"),
            .text("UNIT", "unit"), .number("AMOUNT", "amount"), .text("PAYEE", "payee"),
        ]
        let payments = Table(waiting["items"].items, payment + asked)
        let reversals = waiting["reversals"].items
        guard !reversals.isEmpty else { return "\(payments)" }
        let reversal: [Table.Column] = [
            .text("ADVANCE TO TAKE BACK", "advance"), .number("AMOUNT", "amount"), .text("REASON", "reason"),
        ]
        return "\(payments)\n\n\(Table(reversals, reversal + asked))"
    }
}
