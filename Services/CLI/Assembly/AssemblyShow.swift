import ArgumentParser

struct AssemblyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an assembly: turnout while it is open, the full count afterwards.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let answer = try await target.get("")
        try target.options.output.render(answer, AssemblyTable.init)
    }
}
