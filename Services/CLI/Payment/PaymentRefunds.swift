import ArgumentParser
import Model

struct PaymentRefunds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refunds", abstract: "List what was given back to units that had paid too much.",
        discussion: "For collectors, the committee, and those who check the books.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    func run() async throws {
        try await options.show(page, of: "items", from: .funds, "/campaigns/\(campaign)/refunds", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .number("REFUND", "refund"), .text("REFERENCE", "reference"), .text("UNIT", "unit"),
        .number("AMOUNT", "amount"), .text("REFUNDED ON", "refundedOn"),
    ]
}
