import ArgumentParser
import Model

struct ShowCommunity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a community.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Its code, in place of --community.")
    var code: CommunityID?

    func validate() throws {
        guard code == nil || options.community == nil else {
            throw ValidationError("Name the community once: by CODE or by --community.")
        }
    }

    func run() async throws {
        var options = self.options
        // Whoever acts in a role there needs it in the token too.
        if let code { options.community = code }
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)")
        try options.output.render(answer) { json in
            Table(facts: json.members.map { (name: $0.name, value: $0.value.cell) })
        }
    }
}
