import ArgumentParser
import FoundationEssentials
import LocalDistrict
import Model

/// Measures the district against what PostgreSQL and Kafka do bare, in one run.
@main struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure a release build against what PostgreSQL and Kafka do bare.",
        discussion: "Prints ratios, never absolute goals. Exits 0 when all hold, 4 when one does not.")

    @Option(
        name: .customLong("only"), parsing: .upToNextOption, help: "Some of P1 P8 P9 P10 R1 E1 footprint; R1 is R2 too."
    )
    var only: [Part] = Part.allCases

    @Option(help: "Pairs of baseline and subject for each ratio.")
    var pairs = 7

    @Option(help: "Seconds of each run of P1; half of it for P9's baseline, twice as long for each run of P10.")
    var seconds = 15

    @Option(help: "How many events P8 and P9 have to move at least.")
    var events = 1_000_000

    @Option(help: "Owners who vote.")
    var owners = 25_000

    @Option(help: "Items that each of them votes on.")
    var items = 20

    @Option(help: "Units of the roll that R1 imports.")
    var units = 200_000

    @Flag(help: "Print JSON instead of text.")
    var json = false

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case votes = "P1"
        case drain = "P8"
        case apply = "P9"
        case latency = "P10"
        case roll = "R1"
        case evidence = "E1"
        case footprint
    }

    func validate() throws {
        guard pairs > 0, seconds > 1, events > 0, (1...100_000).contains(owners), (1...100).contains(items),
            (100...200_000).contains(units)
        else {
            throw ValidationError("Every number must be positive and of a sensible size.")
        }
        guard !only.contains(.apply) || only.contains(.drain) else {
            throw ValidationError("P9 applies the events that P8 has sent: measure both.")
        }
    }

    func run() async throws {
        #if DEBUG
        Progress.say("This is a debug build: its figures say nothing. Use deploy/bench.")
        #endif
        let report = try await BenchDistrict.run { district in try await measure(district) }
        print(json ? try report.json() : report.text)
        guard report.holds else { throw ExitCode(4) }
    }

    private func measure(_ district: BenchDistrict) async throws -> BenchReport {
        var report = BenchReport()
        if only.contains(.footprint) {
            report.footprint = try await Footprint(district: district, starts: 3).measure()
        }
        let goals = only.filter { $0 != .footprint && $0 != .roll }
        guard !goals.isEmpty || only.contains(.roll) else { return report }
        let pgbench = try await Pgbench(server: .ballots, in: district)
        report.machine = try await MachineFacts.gather(pgbench, district)
        if only.contains(.roll) {
            report.goals += try await RollImport(district: district, pairs: pairs, units: units).measure()
        }
        guard !goals.isEmpty else { return report }
        let electorate = try await Electorate(in: district, owners: owners, items: items)
        for goal in goals {
            switch goal {
            case .votes:
                report.goals.append(
                    try await VotesOverHTTP(electorate: electorate, pgbench: pgbench, pairs: pairs, seconds: seconds)
                        .measure())
            case .drain:
                report.goals.append(
                    try await RelayDrain(electorate: electorate, pairs: pairs, events: events).measure())
            case .apply:
                let notices = try await Pgbench(server: .notices, in: district)
                report.goals.append(
                    try await InboxApply(
                        electorate: electorate, pgbench: notices, pairs: pairs, seconds: max(2, seconds / 2)
                    ).measure())
            case .latency:
                report.goals.append(
                    try await CommitToApplied(
                        electorate: electorate, pgbench: pgbench, pairs: max(1, pairs / 2), seconds: seconds * 2
                    ).measure())
            case .evidence:
                report.goals.append(
                    try await BundleRecount(electorate: electorate, pairs: max(1, pairs / 2)).measure())
            case .footprint, .roll: break
            }
        }
        return report
    }
}
