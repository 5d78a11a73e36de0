import ArgumentParser
import Model

struct ShowPerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a person with units and roles, or yourself.",
        discussion: "A look at somebody else's name and telephone number is noted.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The person's id; else yourself.")
    var person: String?

    func run() async throws {
        let path: ResourcePath = person.map { "/v1/people/\($0)" } ?? "/v1/me"
        let answer = try await options.client().get(.registry, path)
        try options.output.render(answer) { json in
            var facts = ["person", "login", "name", "phone", "staff", "activated", "secondFactor", "disabled"].map {
                name in
                (name: name, value: json[name].cell)
            }
            facts += json["homes"].items.map { (name: $0["community"].cell, value: $0["units"].cell) }
            facts += json["roles"].items.map { grant in
                let place = grant["community"].string ?? "the district"
                let value = "\(grant["role"].cell) \(grant["state"].cell) \(grant["from"].cell)…\(grant["until"].cell)"
                return (name: place, value: value)
            }
            return Table(facts: facts.filter { !$0.value.isEmpty })
        }
    }
}

struct ListPeople: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List who may sign in.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let list = try await options.client().everyPage(.registry, "/v1/people", of: "people")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("PERSON", "person"), .text("LOGIN", "login"), .text("STAFF", "staff"), .text("ACTIVATED", "activated"),
        .text("SECOND FACTOR", "secondFactor"), .text("DISABLED", "disabled"),
    ]
}

struct ListLooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "looks", abstract: "List who looked at whose personal data.",
        discussion: "With --community as its auditor, else as an operator.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let path: ResourcePath = options.community.map { "/v1/communities/\($0)/looks" } ?? "/v1/looks"
        let list = try await options.client().everyPage(.registry, path, of: "looks")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("AT", "at"), .text("WHO", "who"), .text("WHOSE", "whose"), .text("COMMUNITY", "community"),
        .text("WHAT", "what"),
    ]
}
