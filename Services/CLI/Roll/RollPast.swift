import ArgumentParser
import Model

struct ListUnits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "units", abstract: "List the units of the roll now, on a day, or as published at a position.",
        discussion: "Owners are opaque ids; `roll export` has the names.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "As it was on a day.")
    var on: Day?

    @Option(help: "As it was published at a position, which `roll snapshots` shows.")
    var at: Int64?

    func validate() throws {
        guard on == nil || at == nil else { throw ValidationError("Give either --on or --at.") }
    }

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/roll/units")
            .query("on", on.map { "\($0)" }).query("at", at.map { "\($0)" })
        let list = try await options.client().everyPage(.registry, path, of: "units")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("UNIT", "unit"), .number("AREA m²", "area"), .text("USE", "use"), .text("OWNERS", "owners"),
        .text("VOTER", "voter"), .text("SINCE", "since"), .text("UNTIL", "until"),
    ]
}

struct ListSnapshots: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots", abstract: "List each state of the roll that was published, the last first.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/roll/snapshots")
        let list = try await options.client().everyPage(.registry, path, of: "snapshots")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .number("POSITION", "position"), .text("DAY", "day"), .text("CAUSE", "cause"), .number("UNITS", "units"),
        .number("AREA m²", "area"), .number("HEADS", "heads"),
        .made("HASH") { String($0["hash"].cell.prefix(12)) + "…" },
    ]
}

struct ListTransfers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfers", abstract: "List units that changed hands, the last recorded first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Those of one unit.")
    var unit: UnitCode?

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/roll/transfers")
            .query("unit", unit.map { "\($0)" })
        let list = try await options.client().everyPage(.registry, path, of: "transfers")
        try options.output.render(list, Self.columns)
    }

    private static let columns: [Table.Column] = [
        .text("UNIT", "unit"), .text("ON", "on"), .text("SELLERS", "sellers"), .text("BUYERS", "buyers"),
        .text("TOLD ON", "toldOn"), .text("TELL BY", "noticeBy"),
        .made("LATE") { $0["isLate"] == .bool(true) ? "late" : "" },
    ]
}
