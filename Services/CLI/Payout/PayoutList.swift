import ArgumentParser

struct PayoutList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List to whom a campaign's money was paid, for what and by which vote.",
        discussion: "For owners, the committee, and those who check the books.")

    @OptionGroup var page: CampaignPage

    func run() async throws {
        try await page.show("payouts", Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("REFERENCE", "reference"), .text("ORDER", "order"), .number("AMOUNT", "amount"),
        .text("PAID ON", "paidOn"), .text("PAYEE", "payee"),
        .allowedBy("ALLOWED BY"),
    ]
}

extension Table.Column {
    /// The vote that allowed a payout.
    static func allowedBy(_ heading: String) -> Table.Column {
        .made(heading) { "\($0["assembly"].cell), item \($0["item"].cell)" }
    }
}
