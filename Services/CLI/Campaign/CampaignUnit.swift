import ArgumentParser
import Model

struct CampaignUnit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Show what one unit owes and has paid.",
        discussion: "For the unit's owners, collectors and the committee.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The unit, such as 3-1-1502.")
    var unit: UnitCode

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(
            .funds, "/v1/communities/\(community)/campaigns/\(campaign)/units/\(unit)")
        try options.output.render(answer, Self.text)
    }

    private static func text(_ statement: JSONValue) -> String {
        var figures = ["due", "paid", "outstanding", "overpaid"].map { (name: $0, value: statement[$0].cell) }
        if statement["setAsideOn"] != .null { figures.append(("set aside on", statement["setAsideOn"].cell)) }
        let facts = Table(facts: figures)
        let payments = Table(
            statement["payments"].items,
            [
                .number("RECEIPT", "receipt"), .text("REFERENCE", "reference"), .number("AMOUNT", "amount"),
                .text("PAID AT", "paidAt"), .text("CHANNEL", "channel"), .text("REVERSED ON", "reversedOn"),
            ])
        let refunds = statement["refunds"].items
        guard !refunds.isEmpty else { return "\(facts)\n\n\(payments)" }
        let given = Table(
            refunds,
            [
                .number("REFUND", "refund"), .text("REFERENCE", "reference"), .number("AMOUNT", "amount"),
                .text("REFUNDED ON", "refundedOn"),
            ])
        return "\(facts)\n\n\(payments)\n\n\(given)"
    }
}
