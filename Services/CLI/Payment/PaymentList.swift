import ArgumentParser

struct PaymentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the payments of a campaign by their receipts, also those taken back.",
        discussion: "For collectors, the committee, and those who check the books.")

    @OptionGroup var page: CampaignPage

    func run() async throws {
        try await page.show("payments", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .number("RECEIPT", "receipt"), .text("REFERENCE", "reference"), .text("UNIT", "unit"),
        .number("AMOUNT", "amount"), .text("PAID AT", "paidAt"), .text("CHANNEL", "channel"),
        .text("REVERSED ON", "reversedOn"),
    ]
}
