import ArgumentParser
import Model

struct DeliveryList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the units with the last word about each: where to go next.",
        discussion: "tongti delivery list ASSEMBLY --building 3 --standing notReached")

    @OptionGroup var target: AssemblyTarget

    @Option(help: "Only this building.")
    var building: BuildingCode?

    @Option(help: "Only units that stand so: notReached, announced, out or back.")
    var standing: String?

    @Option(help: "Only those of this collector.")
    var collector: String?

    func run() async throws {
        let path: ResourcePath = "/deliveries"
        let list = try await target.everyPage(
            path.query("building", building?.description).query("standing", standing).query("collector", collector),
            of: "deliveries")
        try target.options.output.render(
            list,
            [
                .text("UNIT", "unit"), .text("STANDING", "standing"), .number("PAPERS", "papers"),
                .text("METHOD", "method"), .text("ON", "deliveredOn"), .text("WARNED", "warned"),
                .text("COLLECTOR", "collector"),
            ])
    }
}

struct DeliveryProgress: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "Show how far delivery and collection have come, by building and collector.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let answer = try await target.get("/deliveries/progress")
        try target.options.output.render(answer) { body in
            Table(
                body["progress"].items,
                [
                    .text("BUILDING", "building"), .text("COLLECTOR", "collector"), .number("UNITS", "units"),
                    .number("NOT REACHED", "notReached"), .number("ANNOUNCED", "announced"), .number("OUT", "out"),
                    .number("BACK", "back"), .number("PAPERS", "papers"),
                ])
        }
    }
}
