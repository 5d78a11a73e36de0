import ArgumentParser
import Model

struct CampaignShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a campaign: its terms, the vote behind it, and each building's progress.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.funds, "/v1/communities/\(community)/campaigns/\(campaign)")
        try options.output.render(answer, Self.text)
    }

    static func text(_ campaign: JSONValue) throws -> String {
        let threshold = try Ratio(parsing: campaign["threshold"].cell)
        var facts: [(name: String, value: String)] = [
            ("campaign", campaign["campaign"].cell), ("title", campaign["title"].cell),
            ("vote", "\(campaign["assembly"].cell), item \(campaign["item"].cell)"),
            ("opened on", campaign["openedOn"].cell), ("yuan per m²", campaign["rate"].cell),
            ("threshold", "\(threshold.percentage) of \(campaign["basis"].cell)"),
            ("due", campaign["due"].cell), ("paid", campaign["paid"].cell), ("counted", campaign["counted"].cell),
            ("households", "\(campaign["paidHouseholds"].cell) of \(campaign["households"].cell) paid in full"),
            ("advances owed", campaign["advancesOwed"].cell),
        ]
        if campaign["setAsideOn"] != .null { facts.append(("set aside on", campaign["setAsideOn"].cell)) }
        let buildings = Table(
            campaign["buildings"].items,
            [
                .text("BUILDING", "building"), .number("DUE", "due"), .number("PAID", "paid"),
                .number("COUNTED", "counted"),
                .made("UNITS", isRight: true) { "\($0["paidUnits"].cell)/\($0["units"].cell)" },
                .text("FUNDED ON", "fundedOn"),
            ])
        return "\(Table(facts: facts))\n\n\(buildings)"
    }
}
