import ArgumentParser
import Model

struct ShowCommunity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a community.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)")
        try options.output.render(answer) { json in
            Table(facts: json.members.map { (name: $0.name, value: $0.value.cell) })
        }
    }
}
