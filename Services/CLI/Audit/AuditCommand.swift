import ArgumentParser
import Model

/// What is stored, read once more by who wrote it and held against each other (docs/audit.md).
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Have the services read their rows once more, and tell what is not as it must be.",
        subcommands: [AuditLog.self, AuditCommunity.self, AuditDistrict.self])
}

struct AuditLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Read every recorded event once more, and hold what was applied against who recorded it.",
        discussion: "Ends with 4 when something is wrong, else with 3 when a service could not be read to the end.")

    @Option(
        name: .customLong("service"), parsing: .singleValue,
        help: "Only the log of this service and what it applied of others; can be given again.")
    var services: [ServiceName] = []

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let wanted = services.isEmpty ? ServiceName.allCases : ServiceName.allCases.filter(services.contains)
        var audit = Audit(client: try await options.auditClient(), services: wanted)
        try await audit.readLogs()
        try audit.findings.tell(options.output)
    }
}

struct AuditCommunity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "community",
        abstract: "Have every service read a community's rows once more: votes, money, works, notices.",
        discussion: "Ends with 4 when something is wrong, else with 3 when a service could not be read to the end.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        var audit = Audit(client: try await options.auditClient())
        try await audit.expect(community)
        try await audit.readRows(of: [community])
        try audit.findings.tell(options.output)
    }
}

struct AuditDistrict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "district",
        abstract: "Audit every log and every community, as an operator.",
        discussion: "Ends with 4 when something is wrong, else with 3 when a service could not be read to the end.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        var audit = Audit(client: try await options.auditClient())
        try await audit.readDistrict()
        try audit.findings.tell(options.output)
    }
}

extension GlobalOptions {
    /// A service that is started again while it is audited is waited for.
    fileprivate func auditClient() async throws -> ServiceClient {
        var client = try await self.client()
        client.patience = .seconds(5)
        // Longer than a check can take, whose two statements have 30 seconds each: else it would look like silence.
        client.attemptLimit = .seconds(90)
        return client
    }
}
