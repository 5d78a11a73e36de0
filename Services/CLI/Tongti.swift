import ArgumentParser

/// The operators' command line: `tongti <noun> <verb>`.
@main
struct Tongti: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tongti",
        abstract: "Decide, pay for, follow and finish the repair of what neighbours share.",
        discussion: """
            Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 refused, 2 wrong usage, \
            3 not reachable, 4 a check failed.
            """,
        subcommands: [
            CommunityCommand.self,
            RollCommand.self,
            LiftCommand.self,
            RulesCommand.self,
            PersonCommand.self,
            AssemblyCommand.self,
            PaperCommand.self,
            VoteCommand.self,
            CampaignCommand.self,
            PaymentCommand.self,
            AdvanceCommand.self,
            PayoutCommand.self,
            LedgerCommand.self,
            OrderCommand.self,
            NoticeCommand.self,
            DigestCommand.self,
            DevCommand.self,
        ])

    static func main() async {
        await CommandRun.main(arguments: nil)
    }
}
