import ArgumentParser
import Model

struct ExportRoll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the roll as a roll.csv, names and telephone numbers included.",
        discussion: "The registry notes who takes a copy.")

    @OptionGroup var options: GlobalOptions

    private struct File: Encodable {
        let csv: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/roll.csv")
        if options.json {
            try options.output.render(File(csv: answer.text)) { "" }
        } else {
            Output.write(answer.text)
        }
    }
}
