import ArgumentParser
import Foundation
import Model

/// `tongti scenario run DIRECTORY`: docs/scenarios.md describes what is in the directory.
struct ScenarioRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Play a scenario's days and check its figures. Needs a fresh local district in scenario mode.",
        discussion: "Exit code 4 when a published figure is not the expected one.")

    @Argument(help: "The scenario's directory.", completion: .directory)
    var directory: String

    @Option(help: "Seconds for which a call is repeated while a service is away.")
    var patience = 60

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let scenario = try Scenario(directory: directory)
        var client = try await options.client()
        client.patience = .seconds(patience)
        let player = try await ScenarioPlayer(scenario, client: client)
        var bar = ProgressBar(total: scenario.days.count)
        try await player.play { day, number, deeds in
            bar.show(number, day.description)
            for deed in deeds {
                bar.finish()
                Output.talk("\(day)  \(deed)")
            }
        }
        bar.finish()
        let report = try await ScenarioReport.make(of: scenario, client: client)
        try options.output.render(report) { report.table }
        if !report.isRight { throw FiguresDiffer(count: report.checks.filter { !$0.isRight }.count) }
    }
}

/// Some published figure is not what the scenario expects.
struct FiguresDiffer: ExitStatusError {
    let count: Int

    var exitStatus: ExitStatus { .checkFailed }
    var message: String { "\(count) figure(s) differ from what is expected." }
}
