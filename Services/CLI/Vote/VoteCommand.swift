import ArgumentParser

/// Electronic votes, and looking up votes of any channel.
struct VoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vote", abstract: "Vote in an assembly, and see what became of it.",
        subcommands: [VoteCast.self, VoteReceipt.self, VoteCounted.self, VoteImport.self, VoteImports.self])
}
