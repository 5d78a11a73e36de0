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

    func run() async throws {
        let community = try options.requireCommunity()
        try await options.ask(
            "/v1/communities/\(community)/campaigns/\(campaign)/units/\(unit)/refunds",
            GivenBack(reference: reference, amount: amount), dryRun,
            showing: [.text("unit", "unit"), .text("reference", "reference"), .text("amount", "amount")],
            and: ["refund", "refundedOn", "paid", "overpaid"].map { .text($0, $0) })
    }
}
