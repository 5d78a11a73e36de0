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

    private struct Body: Encodable {
        let reference: String
        let amount: Money
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/advances/\(advance)/repayments",
                Body(reference: reference, amount: amount), dryRun)
        else { return }
        try options.output.render(answer) { repayment in
            var facts = [
                ("reference", repayment["reference"].cell), ("advance", repayment["advance"].cell),
                ("amount", repayment["amount"].cell),
            ]
            if repayment["isWaiting"] != .bool(true) {
                facts += [("paid back on", repayment["repaidOn"].cell), ("still owed", repayment["owed"].cell)]
            }
            return Table(facts: facts)
        }
        switch answer.status {
        case 200: Output.talk("This repayment was in the books already.")
        case 202: Output.talk("Nothing is paid back yet: a second person has to ask for the same.")
        default: break
        }
    }
}
