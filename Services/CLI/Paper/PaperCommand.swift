import ArgumentParser

/// Paper ballots.
struct PaperCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper", abstract: "Hand in paper ballots.", subcommands: [PaperImport.self, PaperWaiting.self])
}
