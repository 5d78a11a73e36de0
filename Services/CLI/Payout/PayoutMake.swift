import ArgumentParser
import Model

struct PayoutMake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Pay for a completed order.",
        discussion: "Needs a passed mandate to spend with enough left, and money in the campaign's account.")

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
        guard
            let answer = try await options.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payouts",
                Body(reference: reference, order: order, payee: payee, amount: amount), dryRun)
        else { return }
        try options.output.render(answer) { payout in
            Table(facts: [
                ("reference", payout["reference"].cell), ("order", payout["order"].cell),
                ("amount", payout["amount"].cell), ("paid on", payout["paidOn"].cell),
                ("allowed by", "\(payout["assembly"].cell), item \(payout["item"].cell)"),
            ])
        }
        if answer.status == 200 { Output.talk("This payout was in the books already.") }
    }
}
