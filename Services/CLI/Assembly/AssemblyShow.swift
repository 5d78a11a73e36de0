import ArgumentParser
import Model

struct AssemblyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an assembly: turnout while it is open, the full count afterwards.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assembly's code.")
    var assembly: AssemblyID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.ballots, "/v1/communities/\(community)/assemblies/\(assembly)")
        try options.output.render(answer, AssemblyTable.init)
    }
}
