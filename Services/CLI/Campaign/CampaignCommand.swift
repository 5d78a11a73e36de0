import ArgumentParser

/// Collections of money: `tongti campaign list` and what is due in them.
struct CampaignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign", abstract: "Look at campaigns: what is due, paid and funded.",
        subcommands: [CampaignList.self, CampaignShow.self, CampaignUnit.self])
}
