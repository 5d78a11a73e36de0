import ArgumentParser

/// Copies of the five databases that fit together: `tongti backup take` (docs/backup.md).
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the databases while the district runs, and bring all of them back to one moment.",
        discussion: """
            The keys of the registry and of the ballots are files outside of the databases and are never copied: \
            together with a copy they are everybody's name. Keep them somewhere else.
            """,
        subcommands: [
            BackupReceive.self, BackupTake.self, BackupList.self, BackupCheck.self, BackupRestore.self,
        ])
}
