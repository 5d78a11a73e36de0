import ArgumentParser
import Model

struct MakeToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make an access token, in a local district.",
        discussion: """
            For trying things out: it needs the internal key of a district that issues such tokens. Whoever acts by \
            --as is one and the same person, whatever the role. What takes two people takes a second one, such as \
            --token "$(tongti person token --role scrutineer --subject li -c CODE)".
            """)

    @OptionGroup var options: GlobalOptions

    @Option(name: .customLong("role"), parsing: .upToNextOption, help: "One or more roles.")
    var roles: [Role]

    @Option(help: "Whom the token speaks for, when not an owner of the roll.")
    var subject: String?

    @Option(help: "How many seconds the token lives, at most 43200.")
    var lifetime: Int64 = 3_600

    private struct Result: Encodable {
        let token: String
    }

    func validate() throws {
        guard options.role == nil else { throw ValidationError("Name the roles with --role, not with --as.") }
        guard subject == nil || options.owner == nil else { throw ValidationError("Give --subject or --owner.") }
    }

    func run() async throws {
        let isCommunityNeeded = roles.contains { $0 != .operator } || options.owner != nil
        let community = isCommunityNeeded ? try options.requireCommunity() : options.community
        let wish = TokenWish(
            subject: options.owner == nil ? subject ?? "cli" : nil, ownerRef: options.owner, community: community,
            roles: roles.filter { $0 != .operator }, operator: roles.contains(.operator), lifetimeSeconds: lifetime)
        let token = try await options.visitor().token(wish)
        try options.output.render(Result(token: token)) { token }
    }
}
