import ArgumentParser
import Model

struct AssemblyOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the voting on the roll and the rules as they now are.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The assembly's code.")
    var assembly: AssemblyID

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .ballots, "/v1/communities/\(community)/assemblies/\(assembly)/open", dryRun)
        else { return }
        try options.output.render(answer, AssemblyTable.init)
    }
}
