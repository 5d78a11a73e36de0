import ArgumentParser
import Model

/// From door to door.
struct VisitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "visit", abstract: "Keep what is heard from door to door, and see who still has to be visited.",
        subcommands: [VisitAdd.self, VisitList.self, VisitProgress.self, VisitEnd.self])
}

struct VisitAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Keep what was heard at a door; names and words stay on paper.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "What it is about: lifts, or an assembly's code.")
    var topic: String

    @Argument(help: "The unit.")
    var unit: UnitCode

    @Option(help: "The day of the visit.")
    var on: Day

    @Option(help: "for, against, undecided or notMet.")
    var opinion: String

    @Option(
        name: .customLong("concern"),
        help: """
            What speaks against it, once for each: cost, fairness, safety, structure, noise, light, view, land, waiting, \
            works, trust or other.
            """)
    var concerns: [String] = []

    @Option(help: "Until when an answer was promised.")
    var promisedFor: Day?

    @Option(help: "SHA-256 of the notes on paper.")
    var notes: Digest256?

    @Option(help: "Who went there: a badge's number or an id.")
    var visitor: String

    private struct Body: Encodable {
        let topic: String
        let unit: UnitCode
        let visitedOn: Day
        let opinion: String
        let concerns: [String]
        let promisedFor: Day?
        let notes: Digest256?
        let visitor: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .ballots, "/v1/communities/\(community)/visits",
                Body(
                    topic: topic, unit: unit, visitedOn: on, opinion: opinion, concerns: concerns,
                    promisedFor: promisedFor, notes: notes, visitor: visitor), dryRun)
        else { return }
        try options.output.render(answer) { Table(facts: [("unit", $0["unit"].cell)]) }
    }
}

struct VisitList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the units that were visited, with the last opinion.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "What it is about.")
    var topic: String

    @Option(help: "Only this building.")
    var building: BuildingCode?

    @Option(help: "Only units that say so.")
    var opinion: String?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/visits"
        let list = try await options.client().everyPage(
            .ballots,
            path.query("topic", topic).query("building", building?.description).query("opinion", opinion), of: "visits")
        try options.output.render(
            list,
            [
                .text("UNIT", "unit"), .text("OPINION", "opinion"), .text("CHANGED", "changed"),
                .text("PROMISED FOR", "promisedFor"),
            ])
    }
}

struct VisitProgress: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "Show how many units say what, by building.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "What it is about.")
    var topic: String

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/visits/progress"
        let answer = try await options.client().get(.ballots, path.query("topic", topic))
        try options.output.render(answer) { body in
            Table(
                body["progress"].items,
                [
                    .text("BUILDING", "building"), .number("UNITS", "units"), .number("FOR", "inFavour"),
                    .number("AGAINST", "against"), .number("UNDECIDED", "undecided"), .number("NOT MET", "notMet"),
                    .number("CHANGED", "changed"), .number("PROMISED", "promised"),
                ])
        }
    }
}

struct VisitEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a topic: counts per building stay, what households said is deleted.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "What it is about.")
    var topic: String

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .ballots, "/v1/communities/\(community)/visits/\(topic)/end", dryRun)
        else { return }
        try options.output.render(answer) { Table(facts: [("topic", $0["topic"].cell)]) }
    }
}
