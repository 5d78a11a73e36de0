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

struct CommitteeApplications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "applications",
        abstract: "List applications for a property management committee, and by when the street has to act.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "The `next` of the page before.")
    var cursor: String?

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/body-applications")
        let answer = try await options.client().get(.registry, path.query("cursor", cursor))
        try options.output.render(answer) { Table($0["applications"].items, ApplicationTable.columns) }
    }
}

private enum ApplicationTable {
    static let columns: [Table.Column] = [
        .text("APPLIED", "appliedOn"), .number("OWNERS", "applicants"),
        .made("FORM BY") { BodyTable.day($0["formBy"], $0["yearNotLoaded"]) }, .text("FORMED", "body"),
        .made("") { $0["isLate"] == .bool(true) ? "late" : "" },
    ]
}
