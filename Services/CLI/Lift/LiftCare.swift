import ArgumentParser
import Model

struct ExportLifts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the lifts as a lifts.csv, maintainers' numbers included.")

    @OptionGroup var options: GlobalOptions

    private struct File: Encodable {
        let csv: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/lifts.csv")
        if options.json {
            try options.output.render(File(csv: answer.text)) { "" }
        } else {
            Output.write(answer.text)
        }
    }
}

struct ShowLift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a lift with its floors, mark, flags and changes of hands.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The lift, such as 3-1-A.")
    var lift: LiftCode

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/lifts/\(lift)")
        try options.output.render(answer, LiftTable.text)
    }
}

struct ChangeMaintainer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintainer", abstract: "Record that another firm maintains a lift; its new mark is due then.")

    @OptionGroup var target: LiftTarget

    @Argument(help: "The firm.")
    var maintainer: String

    @Option(help: "Its telephone number, for the committee.")
    var phone: String?

    @Option(help: "The day from which it maintains the lift.")
    var on: Day

    private struct Content: Encodable {
        let maintainer: String
        let phone: String?
        let on: Day
    }

    func run() async throws {
        try await target.change("maintainer", Content(maintainer: maintainer, phone: phone, on: on))
    }
}

struct MarkLift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark", abstract: "Record that a lift's use mark was renewed.")

    @OptionGroup var target: LiftTarget

    @Option(help: "The number of the mark.")
    var mark: String?

    @Option(name: .customLong("next-inspection"), help: "The next inspection as the mark says.")
    var nextInspectionOn: Day?

    @Option(help: "The day on which it was renewed.")
    var on: Day

    private struct Content: Encodable {
        let mark: String?
        let nextInspectionOn: Day?
        let on: Day
    }

    func run() async throws {
        try await target.change("mark", Content(mark: mark, nextInspectionOn: nextInspectionOn, on: on))
    }
}

struct ChangeUserUnit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-unit", abstract: "Record which organisation answers for a lift.")

    @OptionGroup var target: LiftTarget

    @Argument(help: "propertyCompany, manager, coOwners or street.")
    var kind: String

    @Option(help: "The organisation's name.")
    var name: String?

    @Option(help: "The day from which it answers for the lift.")
    var on: Day

    private struct Content: Encodable {
        let kind: String
        let name: String?
        let on: Day
    }

    func run() async throws {
        try await target.change("user-unit", Content(kind: kind, name: name, on: on))
    }
}

/// The lift whose care a command changes, and how.
struct LiftTarget: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The lift, such as 3-1-A.")
    var lift: LiftCode

    /// Sends a change of the lift's care and shows how the lift stands then.
    fileprivate func change(_ change: ResourcePath, _ content: some Encodable) async throws {
        let community = try options.requireCommunity()
        let path = ResourcePath("/v1/communities/\(community)/lifts/\(lift)/").appending(change)
        let answer = try await options.client().post(.registry, path.flag("dryRun", rehearsal.isOn), content)
        try options.output.render(answer, LiftTable.text)
    }
}

/// A lift as facts and tables.
enum LiftTable {
    static func text(_ lift: JSONValue) -> String {
        let unit = lift["userUnit"]
        let facts = [
            ("lift", lift["lift"].cell), ("registration", lift["registrationCode"].cell),
            ("rescue code", lift["rescueCode"].cell), ("rescue line", lift["rescuePhone"].cell),
            ("floors", floors(lift)), ("installed", lift["installedOn"].cell), ("age in years", lift["age"].cell),
            ("use mark", lift["useMark"].cell), ("marked", lift["markedOn"].cell),
            ("next inspection", lift["nextInspectionOn"].cell), ("maintainer", lift["maintainer"].cell),
            (
                "user unit",
                unit == .null ? "" : "\(unit["kind"].cell) \(unit["name"].cell) since \(unit["since"].cell)"
            ),
        ].filter { !$0.1.isEmpty }
        var blocks = [Table(facts: facts.map { (name: $0.0, value: $0.1) }).description]
        if !lift["flags"].items.isEmpty {
            blocks.append(
                Table(lift["flags"].items, [.text("FLAG", "flag"), .text("RULE", "value"), .text("SOURCE", "source")])
                    .description)
        }
        if !lift["changes"].items.isEmpty { blocks.append(Table(lift["changes"].items, changes).description) }
        return blocks.joined(separator: "\n\n")
    }

    private static let changes: [Table.Column] = [
        .text("CHANGED", "changedOn"), .text("WHAT", "kind"), .text("FROM", "from"), .text("TO", "to"),
        .made("MARK BY") { change in
            change["due"] == .null && change["yearNotLoaded"] == .null
                ? "" : BodyTable.day(change["due"], change["yearNotLoaded"])
        },
        .text("DONE", "doneOn"), .made("") { $0["isOverdue"] == .bool(true) ? "overdue" : "" },
    ]

    private static func floors(_ lift: JSONValue) -> String {
        let skips = lift["skips"].items.map(\.cell).joined(separator: ", ")
        let served = lift["floors"].items.count { $0["isServed"] == .bool(true) }
        return "\(lift["firstFloor"].cell)–\(lift["lastFloor"].cell)" + (skips.isEmpty ? "" : " without \(skips)")
            + (served > 0 ? ", serves \(served)" : "")
    }
}
