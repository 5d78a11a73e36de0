import ArgumentParser
import Model

struct AdvanceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the advances of a campaign, what was paid back and what is still owed.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(
            .funds, "/v1/communities/\(community)/campaigns/\(campaign)/advances")
        try options.output.render(answer) { list in
            let table = Table(
                list["items"].items,
                [
                    .text("REFERENCE", "reference"), .text("LENDER", "lender"), .text("AGREED ON", "agreedOn"),
                    .number("AMOUNT", "amount"), .number("REPAID", "repaid"), .number("OWED", "owed"),
                    .text("REVERSED ON", "reversedOn"),
                    .made("LIFTS") { advance in advance["lifts"].items.map { $0["lift"].cell }.joined(separator: " ") },
                ])
            return "\(table)\n\(list["owed"].cell) of \(list["amount"].cell) yuan are owed."
        }
    }
}
