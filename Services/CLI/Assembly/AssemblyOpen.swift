import ArgumentParser

struct AssemblyOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the voting on the roll and the rules as they now are.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    func run() async throws {
        try await target.change("/open", dryRun)
    }
}
