import ArgumentParser

/// Electronic votes.
struct VoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vote", abstract: "Vote in an assembly.", subcommands: [VoteCast.self])
}
