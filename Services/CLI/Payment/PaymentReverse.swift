import ArgumentParser
import Model

struct PaymentReverse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse",
        abstract: "Take a recorded payment back by a counter-entry.",
        discussion: """
            Once, as a whole, and only while the money was not paid out. Receipt and reference stay taken: money that did
            arrive is recorded under another reference. A building that was funded stays funded.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The number of the payment's receipt.")
    var receipt: UInt32

    @Option(help: "Why, in at most 200 characters; whoever may see the unit's statement reads it.")
    var reason: String

    private struct Body: Encodable {
        let reason: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        let number = String(receipt)
        guard
            let answer = try await options.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payments/\(number)/reversal",
                Body(reason: reason), dryRun)
        else { return }
        try options.output.render(answer) { reversal in
            Table(
                facts: ["receipt", "reference", "unit", "amount", "reversedOn", "paid", "outstanding", "overpaid"]
                    .map { (name: $0, value: reversal[$0].cell) })
        }
    }
}
