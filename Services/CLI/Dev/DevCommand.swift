import ArgumentParser

/// A whole district on this machine: `tongti dev up` and what one does to it.
struct DevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Run a whole district on this machine.",
        subcommands: [
            DevUp.self, DevDown.self, DevStatus.self, DevKill.self, DevRestart.self, DevLogs.self, DevWait.self,
        ])
}
