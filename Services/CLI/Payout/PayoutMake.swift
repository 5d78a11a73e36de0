import ArgumentParser
import Model

struct PayoutMake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Pay for a completed order.",
        discussion: """
            Needs a passed mandate to spend with enough left, and money in the campaign's account. It is paid when a second \
            person has asked for the same.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The work order that is paid for.")
    var order: OrderID

    @Argument(help: "The amount in yuan.")
    var amount: Money

    @Option(help: "The payout's number, unique within the campaign.")
    var reference: String

    @Option(help: "The firm that is paid.")
    var payee: String

    private struct Body: Encodable {
        let reference: String
        let order: OrderID
        let payee: String
        let amount: Money
    }

    func run() async throws {
        let community = try options.requireCommunity()
        try await options.ask(
            "/v1/communities/\(community)/campaigns/\(campaign)/payouts",
            Body(reference: reference, order: order, payee: payee, amount: amount), dryRun,
            showing: [.text("reference", "reference"), .text("order", "order"), .text("amount", "amount")],
            and: [.text("paid on", "paidOn"), .allowedBy("allowed by")])
    }
}
