import ArgumentParser
import Model

struct CommitteeApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Record that owners apply for a property management committee; the street's time runs from then on.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Option(help: "How many owners apply.")
    var applicants: Int64

    @Option(help: "The day on which the street got the application.")
    var on: Day

    private struct Content: Encodable {
        let applicants: Int64
        let on: Day
    }

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/body-applications")
        let answer = try await options.client().post(
            .registry, path.flag("dryRun", rehearsal.isOn), Content(applicants: applicants, on: on))
        try options.output.render(answer) { Table([$0], ApplicationTable.columns) }
    }
}

struct CommitteeEndApplication: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-application",
        abstract: "Record that an application for a property management committee was refused or withdrawn.",
        discussion: "One that a committee answers needs nothing: it is closed when the committee takes office.")

    /// How an application ends without a body.
    enum How: String, Codable, CaseIterable, ExpressibleByArgument { case refused, withdrawn }

    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The day on which the street got the application.")
    var applied: Day

    @Argument(help: "refused or withdrawn.")
    var how: How

    @Option(help: "The day on which that was.")
    var on: Day

    @Option(help: "Why; everybody can read it, so name nobody.")
    var reason: String

    private struct Content: Encodable {
        let how: How
        let on: Day
        let reason: String
    }

    func run() async throws {
        let path = ResourcePath(
            "/v1/communities/\(try options.requireCommunity())/body-applications/\(applied)/end")
        let answer = try await options.client().post(
            .registry, path.flag("dryRun", rehearsal.isOn), Content(how: how, on: on, reason: reason))
        try options.output.render(answer) { Table([$0], ApplicationTable.columns) }
    }
}

struct CommitteeApplications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applications",
        abstract: "List applications for a property management committee, and by when the street has to act.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    func run() async throws {
        try await options.show(
            page, of: "applications", from: .registry, "/body-applications", ApplicationTable.columns)
    }
}

private enum ApplicationTable {
    static let columns: [Table.Column] = [
        .text("APPLIED", "appliedOn"), .number("OWNERS", "applicants"),
        .made("FORM BY") { BodyTable.day($0["formBy"], $0["yearNotLoaded"]) }, .text("FORMED", "body"),
        .made("") { $0["isLate"] == .bool(true) ? "late" : $0["ended"].cell },
    ]
}
