import ArgumentParser
import Model

/// Voting for somebody who allowed it in writing.
struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy", abstract: "Record who votes for whom, and by which paper.",
        subcommands: [ProxyAdd.self, ProxyRevoke.self, ProxyList.self, ProxyWaiting.self])
}

struct ProxyAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Record a written authority to vote for a unit's owner.",
        discussion: """
            Of what scrutineers record nothing stands until a second one has recorded the same, with the same holder's id. \
            The holder who is an owner votes when signed in; anybody else signs papers.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "One of the principal's units.")
    var unit: UnitCode

    @Option(help: "The holder's id: an owner's, or the one given for somebody before. Leave it out for a new person.")
    var holder: OwnerID?

    @Option(help: "The signed paper, of which the SHA-256 is sent, or that SHA-256.", completion: .file())
    var authority: String

    @Option(help: "The day on which it was written.")
    var writtenOn: Day

    @Flag(help: "The holder works for the property company, which excludes them.")
    var propertyStaff = false

    private struct Body: Encodable {
        let unit: UnitCode
        let holder: OwnerID?
        let authority: Digest256
        let writtenOn: Day
        let isPropertyStaff: Bool
    }

    /// What reads as a hash is one: a file of such a name can still be given with its folder.
    private func hash() throws -> Digest256 {
        do {
            return try Digest256(parsing: authority)
        } catch {
            return try InputFile.hash(authority)
        }
    }

    func run() async throws {
        guard
            let answer = try await target.post(
                "/proxies",
                Body(
                    unit: unit, holder: holder, authority: try hash(), writtenOn: writtenOn,
                    isPropertyStaff: propertyStaff), dryRun)
        else { return }
        try target.options.output.render(answer) { proxy in
            Table(facts: ["unit", "holder", "authority"].map { (name: $0, value: proxy[$0].cell) })
        }
        if !target.options.json, try answer.json()["isWaiting"] == .bool(true) {
            Output.talk("nobody votes by it yet: a second scrutineer has to record the same")
        }
    }
}

struct ProxyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Take an authority back, until the voting ends and as long as nothing was handed in by it.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "One of the principal's units.")
    var unit: UnitCode

    func run() async throws {
        guard
            let answer = try await target.post("/proxies/\(unit)/revocation", dryRun)
        else { return }
        try target.options.output.render(answer) { Table(facts: [("unit", $0["unit"].cell)]) }
    }
}

struct ProxyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the written authorities; an owner sees those that they gave or hold.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let list = try await target.everyPage("/proxies", of: "proxies")
        try target.options.output.render(
            list,
            [
                .text("UNIT", "unit"), .text("HOLDER", "holder"), .text("WRITTEN ON", "writtenOn"),
                .number("VOTES", "votes"), .text("REVOKED", "revokedAt"), .text("AUTHORITY", "authority"),
            ])
    }
}

struct ProxyWaiting: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting", abstract: "List the written authorities that wait for a second scrutineer.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let answer = try await target.get("/proxies/waiting")
        try target.options.output.render(answer) {
            Table(
                $0["proxies"].items,
                [
                    .text("UNIT", "unit"), .text("HOLDER", "holder"), .text("WRITTEN ON", "writtenOn"),
                    .text("ENTERED BY", "enteredBy"), .text("AT", "enteredAt"), .text("AUTHORITY", "authority"),
                ])
        }
    }
}
