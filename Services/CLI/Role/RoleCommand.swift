import ArgumentParser
import Model

struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "What people may do: proposed by one, confirmed by another.",
        discussion: "In a community with --community; the role operator is of the whole district.",
        subcommands: [ProposeRole.self, ConfirmRole.self, RevokeRole.self, ListRoles.self])
}

/// Where a role is: in a community, or in the whole district.
struct RolePlace: ParsableArguments {
    @Flag(help: "The district-wide role operator, which is of no community.")
    var district = false

    func path(_ options: GlobalOptions) throws -> ResourcePath {
        district ? "/v1/roles" : "/v1/communities/\(try options.requireCommunity())/roles"
    }

    static func text(_ json: JSONValue) -> String {
        "\(json["grant"].cell)  \(json["role"].cell)  \(json["state"].cell)"
    }
}

struct ProposeRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose", abstract: "Propose that somebody gets a role; somebody else confirms it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var place: RolePlace
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The name that the person signs in with.")
    var login: String

    @Argument(help: "The role.")
    var role: Role

    @Option(help: "The first day; else today.")
    var from: Day?

    @Option(help: "The last day; else no end.")
    var until: Day?

    private struct Body: Encodable {
        let login: String
        let role: Role
        let from: Day?
        let until: Day?
    }

    func validate() throws {
        guard place.district == (role == .operator) else {
            throw ValidationError("--district goes with the role operator, and every other role with a community.")
        }
    }

    func run() async throws {
        let body = Body(login: login, role: role, from: from, until: until)
        guard let answer = try await options.post(.registry, try place.path(options), body, dryRun) else { return }
        try options.output.render(answer, RolePlace.text)
    }
}

struct ConfirmRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Confirm a role that somebody else proposed, with a fresh sign-in.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var place: RolePlace
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The grant's id, as `role list` shows it.")
    var grant: String

    @Flag(help: "An operator, with the internal key instead of a token: when fewer than two are left.")
    var firstOperator = false

    func run() async throws {
        let path: ResourcePath =
            firstOperator ? "/v1/operators/\(grant)/confirm" : try place.path(options).appending("/\(grant)/confirm")
        let answer = try await options.post(.registry, path, dryRun, isFirstOperator: firstOperator)
        guard let answer else { return }
        try options.output.render(answer, RolePlace.text)
    }
}

struct RevokeRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take back a role, or its proposal.",
        discussion: "A token that carries it works for a quarter of an hour at most.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var place: RolePlace
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The grant's id, as `role list` shows it.")
    var grant: String

    func run() async throws {
        let path = try place.path(options).appending("/\(grant)/revoke")
        guard let answer = try await options.post(.registry, path, dryRun) else { return }
        try options.output.render(answer, RolePlace.text)
    }
}

struct ListRoles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List roles: proposed, in force, over and taken back.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var place: RolePlace

    func run() async throws {
        let path = try place.path(options)
        let list = try await options.client().everyPage(.registry, path, of: "roles")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("GRANT", "grant"), .text("PERSON", "person"), .text("ROLE", "role"), .text("STATE", "state"),
        .text("FROM", "from"), .text("UNTIL", "until"), .text("PROPOSED BY", "proposedBy"),
        .text("CONFIRMED BY", "confirmedBy"),
    ]
}
