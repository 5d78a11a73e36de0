import ArgumentParser
import Foundation
import Model

/// `tongti scenario run DIRECTORY`: docs/scenarios.md describes what is in the directory.
struct ScenarioRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Play a scenario's days and check its figures. Needs a fresh local district in scenario mode.",
        discussion: """
            Exit code 4 when a published figure is not the expected one. Where a service stays away at the end, the \
            figures of the others are shown, and the exit code is 3 when they are right.
            """)

    @Argument(help: "The scenario's directory.", completion: .directory)
    var directory: String

    @Option(help: "Seconds for which a call is repeated while a service is away.")
    var patience = 60

    @Flag(help: "Read and check the directory, and play nothing.")
    var dryRun = false

    @OptionGroup var options: GlobalOptions

    func validate() throws {
        guard (0...86_400).contains(patience) else { throw ValidationError("--patience lies between 0 and 86400.") }
    }

    func run() async throws {
        let scenario = try Scenario(directory: directory)
        guard !dryRun else {
            let outline = Outline(scenario)
            return try options.output.render(outline) { outline.table }
        }
        var client = try await options.client()
        client.patience = .seconds(patience)
        // Whoever plays signs in by a key of the district: a district that is down is not to be told as a key that is missing.
        _ = try await client.bearing(nil).get(.registry, "/v1/communities")
        let player = try await ScenarioPlayer(scenario, client: client)
        var bar = ProgressBar(total: scenario.days.count)
        // What stops the story is told on a line of its own.
        defer { bar.finish() }
        let absence: (any Repeatable)?
        do {
            try await player.play { day, number, deeds in
                bar.show(number, day.description)
                for deed in deeds {
                    bar.finish()
                    Output.talk("\(day)  \(deed)")
                }
            }
            absence = nil
        } catch let end as UnsettledEnd {
            absence = end.absence
        }
        bar.finish()
        try await ScenarioReport.make(of: scenario, client: client, after: absence).tell(options.output)
    }
}

/// What a scenario's directory holds, for `--dry-run`.
private struct Outline: Encodable {
    let dryRun = true
    let title: String
    let communities: Int
    let days: Int
    let steps: Int
    let votes: Int
    let payments: Int
    let figures: Int

    init(_ scenario: Scenario) {
        title = scenario.script.title
        communities = scenario.books.count
        days = scenario.days.count
        steps = scenario.script.steps.count
        votes = scenario.votes.values.map(\.count).reduce(0, +)
        payments = scenario.payments.values.map(\.count).reduce(0, +)
        figures = scenario.figures.count
    }

    var table: Table {
        let counts = [
            ("communities", communities), ("days", days), ("steps", steps), ("votes", votes), ("payments", payments),
            ("figures", figures),
        ]
        return Table(facts: [("title", title)] + counts.map { ($0.0, String($0.1)) })
    }
}
