import ArgumentParser

struct PaymentRefunds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refunds", abstract: "List what was given back to units that had paid too much.",
        discussion: "For collectors, the committee, and those who check the books.")

    @OptionGroup var page: CampaignPage

    func run() async throws {
        try await page.show("refunds", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .number("REFUND", "refund"), .text("REFERENCE", "reference"), .text("UNIT", "unit"),
        .number("AMOUNT", "amount"), .text("REFUNDED ON", "refundedOn"),
    ]
}
