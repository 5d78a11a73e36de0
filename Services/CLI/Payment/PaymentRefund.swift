import ArgumentParser
import Model

struct PaymentRefund: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refund",
        abstract: "Give back what a unit has paid beyond its due, or a part of it.",
        discussion: """
            It is given back when a second person has asked for the same; `payout waiting` lists what waits.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The unit, such as 3-1-1502.")
    var unit: UnitCode

    @Argument(help: "The amount in yuan.")
    var amount: Money

    @Option(help: "The refund's number, unique among those of the campaign.")
    var reference: String

    private struct Body: Encodable {
        let reference: String
        let amount: Money
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/units/\(unit)/refunds",
                Body(reference: reference, amount: amount), dryRun)
        else { return }
        try options.output.render(answer) { refund in
            var names = ["unit", "reference", "amount"]
            if refund["isWaiting"] != .bool(true) { names += ["refund", "refundedOn", "paid", "overpaid"] }
            return Table(facts: names.map { (name: $0, value: refund[$0].cell) })
        }
        switch answer.status {
        case 200: Output.talk("This refund was in the books already.")
        case 202: Output.talk("Nothing is given back yet: a second person has to ask for the same.")
        default: break
        }
    }
}
