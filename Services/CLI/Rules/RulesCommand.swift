import ArgumentParser

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "The rules that a community decides by.",
        subcommands: [AdoptRules.self, ShowRules.self, DiffRules.self, ExplainRule.self])
}
