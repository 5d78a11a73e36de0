import ArgumentParser
import Model

struct CampaignList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the campaigns of a community, the latest first.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.funds, "/v1/communities/\(community)/campaigns")
        try await options.check(community, whereEmpty: answer.json()["items"])
        try options.output.render(answer) { list in
            Table(
                list["items"].items,
                [
                    .text("CAMPAIGN", "campaign"), .text("OPENED", "openedOn"), .number("DUE", "due"),
                    .number("PAID", "paid"),
                    .made("HOUSEHOLDS", isRight: true) { "\($0["paidHouseholds"].cell)/\($0["households"].cell)" },
                    .made("FUNDED", isRight: true) { "\($0["fundedBuildings"].cell)/\($0["buildings"].cell)" },
                    .text("SET ASIDE", "setAsideOn"), .text("TITLE", "title"),
                ])
        }
    }
}
