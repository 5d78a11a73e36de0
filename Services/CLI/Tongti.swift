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
            AdvanceCommand.self, AssemblyCommand.self, AuditCommand.self, BackupCommand.self, CampaignCommand.self,
            CommitteeCommand.self, CommunityCommand.self, ConsultationCommand.self, DeliveryCommand.self,
            DevCommand.self, DigestCommand.self, DoctorCommand.self, EventsCommand.self, KeysCommand.self,
            LedgerCommand.self, LiftCommand.self, NominationCommand.self, NoticeCommand.self, ObjectionCommand.self,
            OrderCommand.self, PaperCommand.self, PaymentCommand.self, PayoutCommand.self, PersonCommand.self,
            ProxyCommand.self, RoleCommand.self, RollCommand.self, RulesCommand.self, ScenarioCommand.self,
            VisitCommand.self, VoteCommand.self,
        ])

    static func main() async {
        await CommandRun.main(arguments: nil)
    }
}
