import ArgumentParser
import Model

struct AssemblyClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close the voting and count.",
        discussion: """
            At its time an assembly is closed without this command. Before it, only once everybody has voted, or in a \
            district that plays a scenario.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The assembly's code.")
    var assembly: AssemblyID

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .ballots, "/v1/communities/\(community)/assemblies/\(assembly)/close", dryRun)
        else { return }
        try options.output.render(answer, AssemblyTable.init)
    }
}
