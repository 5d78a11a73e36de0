import ArgumentParser
import Model

struct ScenarioDay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract: "Begin a calendar day. Only a district in scenario mode takes its day from a command.",
        discussion: "For operators: --as operator.")

    @Argument(help: "The day that begins, such as 2023-07-17.")
    var day: Day

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    func run() async throws {
        guard let answer = try await options.post(.registry, "/v1/day", ["day": day], dryRun) else { return }
        try options.output.render(answer) { "It is \($0["day"].cell)." }
    }
}
