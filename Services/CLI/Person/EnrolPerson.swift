import ArgumentParser
import Model

struct EnrolPerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Enrol somebody who works in the district.",
        discussion: """
            Reads one or two lines: who they are, and their telephone number. Prints a one-time code, to be handed over in \
            person; with it they choose a passphrase and get their second factor. Roles are proposed: somebody else \
            confirms them with `tongti role confirm`.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The name to sign in with.")
    var login: String

    @OptionGroup var details: PersonalLines

    @Option(name: .customLong("role"), parsing: .upToNextOption, help: "Roles to propose in --community.")
    var roles: [Role] = []

    @Flag(help: "One of the first two operators, with the internal key instead of a token.")
    var firstOperator = false

    private struct Body: Encodable {
        let login: String
        let name: String
        let phone: String?
        let roles: [Wish]?
    }

    private struct Wish: Encodable {
        let community: CommunityID?
        let role: Role
    }

    func validate() throws {
        guard !firstOperator || roles.isEmpty else { throw ValidationError("The first operators get that role only.") }
    }

    func run() async throws {
        let wishes = try roles.map { role in
            Wish(community: role == .operator ? nil : try options.requireCommunity(), role: role)
        }
        let (name, phone) = try details.read()
        let body = Body(
            login: login, name: dryRun.isOn ? Withheld.text : name,
            phone: dryRun.isOn ? phone.map { _ in Withheld.text } : phone, roles: firstOperator ? nil : wishes)
        let path: ResourcePath = firstOperator ? "/v1/operators" : "/v1/people"
        let answer = try await options.post(.registry, path, body, dryRun, isFirstOperator: firstOperator)
        guard let answer else { return }
        try options.output.render(answer) { json in
            Table(facts: [
                ("person", json["person"].cell), ("login", json["login"].cell), ("code", json["code"].cell),
                ("expires", json["codeExpiresAt"].cell), ("grants", json["roles"].cell),
            ])
        }
    }
}

struct RenewCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "Make a new one-time code for somebody who lost passphrase or second factor.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The person's id, as `person list` shows it.")
    var person: String

    func run() async throws {
        let path: ResourcePath = "/v1/people/\(person)/code"
        guard let answer = try await options.post(.registry, path, dryRun) else { return }
        try options.output.render(answer) { "\($0["login"].cell)  \($0["code"].cell)" }
    }
}
