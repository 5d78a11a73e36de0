import ArgumentParser

struct AssemblyClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close the voting and count.",
        discussion: """
            At its time an assembly is closed without this command. Before it, only once everybody has voted, or in a \
            district that plays a scenario.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    func run() async throws {
        try await target.change("/close", dryRun)
    }
}
