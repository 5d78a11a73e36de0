import ArgumentParser
import Model

struct AssemblyOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the voting on the roll and the rules as they now are.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assembly's code.")
    var assembly: AssemblyID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().post(
            .ballots, "/v1/communities/\(community)/assemblies/\(assembly)/open")
        try options.output.render(answer, AssemblyTable.init)
    }
}
