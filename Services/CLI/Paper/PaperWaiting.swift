import ArgumentParser

struct PaperWaiting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting", abstract: "List the files of papers that wait for a second scrutineer.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let answer = try await target.get("/papers/waiting")
        try target.options.output.render(answer) {
            Table(
                $0["batches"].items,
                [
                    .text("FILE", "file"), .number("PAPERS", "papers"), .text("ENTERED BY", "enteredBy"),
                    .text("AT", "enteredAt"),
                ])
        }
    }
}
