import ArgumentParser

struct ScenarioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario", abstract: "Play a story through the services and hold the result against its figures.",
        subcommands: [ScenarioRun.self, ScenarioDay.self])
}
