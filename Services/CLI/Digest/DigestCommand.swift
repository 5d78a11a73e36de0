import ArgumentParser

struct DigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "What is published of each building every day.",
        subcommands: [ListDigests.self])
}
