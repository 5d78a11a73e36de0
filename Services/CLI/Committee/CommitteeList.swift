import ArgumentParser
import Model

struct CommitteeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the bodies of a community, in counts and dates.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        try await options.show(page, of: "bodies", from: .registry, "/bodies", BodyTable.columns)
    }
}

struct CommitteeShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a body with its seats, alternates, duties and exceptions.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The body's code.")
    var body: BodyID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/bodies/\(body)")
        try options.output.render(answer, BodyTable.text)
    }
}
