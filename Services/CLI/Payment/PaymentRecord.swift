import ArgumentParser
import Model

struct PaymentRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record one payment and get its receipt.",
        discussion: """
            The same payment again under the same reference gives the same receipt; another one under it is refused.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The unit it is for, such as 3-1-1502.")
    var unit: UnitCode

    @Argument(help: "The amount in yuan, at most two decimals.")
    var amount: Money

    @Option(help: "The bank's or collector's number of the payment, unique within the campaign.")
    var reference: String

    @Option(help: "When it was paid: RFC 3339 with an offset, or a day.")
    var paidAt: String

    @Option(help: "How it came: bank, wechat, cash …")
    var channel = "bank"

    @Option(help: "Who paid, as the bank says.")
    var payer: String?

    private struct Body: Encodable {
        let reference: String
        let unit: UnitCode
        let amount: Money
        let paidAt: String
        let channel: String
        let payer: String?
    }

    private static func known(_ receipt: JSONValue) -> String {
        let day = receipt["reversedOn"].cell
        return day.isEmpty
            ? "This payment was in the books already; here is its receipt."
            : "This payment was in the books and was reversed on \(day); if the money came, give it another reference."
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payments",
                Body(
                    reference: reference, unit: unit, amount: amount, paidAt: paidAt, channel: channel, payer: payer),
                dryRun)
        else { return }
        try options.output.render(answer) { receipt in
            Table(
                facts: ["receipt", "unit", "amount", "counted", "outstanding", "overpaid", "recordedAt"]
                    .map { (name: $0, value: receipt[$0].cell) })
        }
        if answer.status == 200 { Output.talk(try Self.known(answer.json())) }
    }
}
