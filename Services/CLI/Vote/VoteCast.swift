import ArgumentParser
import Model

struct VoteCast: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cast",
        abstract: "Cast the vote of a unit's owner on one item, or change it where the rules allow that.",
        discussion: "In a local district: --as owner --owner OWNER_REF votes for the owner whom the roll calls so.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Option(help: "The item's code.")
    var item: ItemID

    @Option(help: "A unit of one's own; all units of the same owners vote together.")
    var unit: UnitCode

    @Option(help: "for, against, abstain, follow where the rules offer it, or candidates joined by +.")
    var choice: String

    func run() async throws {
        let ballot = Ballot(item: item, unit: unit, choice: choice)
        guard let answer = try await target.options.post(.ballots, try target.path("/votes"), ballot, dryRun)
        else { return }
        try target.options.output.render(answer) { receipt in
            Table(facts: [
                ("receipt", receipt["receipt"].cell), ("accepted", receipt["acceptedAt"].cell),
                ("replaces", receipt["replaces"].cell),
            ])
        }
    }

    private struct Ballot: Encodable {
        let item: ItemID
        let unit: UnitCode
        let choice: String
    }
}
