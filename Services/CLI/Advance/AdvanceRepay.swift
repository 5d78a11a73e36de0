import ArgumentParser
import Model

struct AdvanceRepay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repay",
        abstract: "Pay back an advance, or a part of it.",
        discussion: """
            Needs accepted works that the advance was for, and money in the campaign's account. It is paid back when a \
            second person has asked for the same; `payout waiting` lists what waits.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The advance's code.")
    var advance: AdvanceID

    @Argument(help: "The amount in yuan.")
    var amount: Money

    @Option(help: "The repayment's number, unique among those of the campaign.")
    var reference: String

    func run() async throws {
        let community = try options.requireCommunity()
        try await options.ask(
            "/v1/communities/\(community)/campaigns/\(campaign)/advances/\(advance)/repayments",
            GivenBack(reference: reference, amount: amount), dryRun,
            showing: [.text("reference", "reference"), .text("advance", "advance"), .text("amount", "amount")],
            and: [.text("paid back on", "repaidOn"), .text("still owed", "owed")])
    }
}
