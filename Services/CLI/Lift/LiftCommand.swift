import ArgumentParser

struct LiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift", abstract: "Lifts of a community.",
        subcommands: [ImportLifts.self, ListLifts.self, LiftStatus.self])
}
