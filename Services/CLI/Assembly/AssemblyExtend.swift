import ArgumentParser

struct AssemblyExtend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "Let the voting go on until a later time, as was announced.",
        discussion: """
            Before the voting ends, and as often and as far as the assembly's rules let it. The reason is posted on the board \
            and names nobody.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Option(help: "When the voting ends instead, such as 2023-04-20T18:00:00+08:00.")
    var until: String

    @Option(help: "Until when papers that were signed in time are entered; else as long after the end as before.")
    var papersUntil: String?

    @Option(help: "Why, as the owners are told.")
    var reason: String

    private struct Body: Encodable {
        let closesAt: String
        let papersUntil: String?
        let reason: String
    }

    func run() async throws {
        try await target.change("/extension", Body(closesAt: until, papersUntil: papersUntil, reason: reason), dryRun)
    }
}
