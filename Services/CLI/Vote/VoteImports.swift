import ArgumentParser

struct VoteImports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports",
        abstract: "List what was brought in from official platforms, and by which rule it counts.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let list = try await target.everyPage("/votes/imports", of: "imports")
        try target.options.output.render(
            list,
            [
                .text("PLATFORM", "platform"), .text("BASIS", "basis"), .number("VOTES", "votes"),
                .number("COUNTED", "counted"), .text("BROUGHT IN", "importedAt"), .text("EVIDENCE", "evidence"),
            ])
    }
}
