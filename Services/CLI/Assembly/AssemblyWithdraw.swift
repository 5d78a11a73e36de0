import ArgumentParser
import Model

struct AssemblyWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw-name",
        abstract: "Take back the name and statement of a candidate, who stands all the same.",
        discussion: "For a candidate who no longer agrees to be named. Ballots go on naming the candidate by the code.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Option(help: "The item's code.")
    var item: ItemID

    @Option(help: "The candidate's code.")
    var candidate: CandidateCode

    func run() async throws {
        let body = Withdrawal(item: item, candidate: candidate)
        let path = try target.path("/candidates/withdrawal")
        guard let answer = try await target.options.post(.ballots, path, body, dryRun) else { return }
        try target.options.output.render(answer) { withdrawn in
            "\(withdrawn["candidate"].cell) on item \(withdrawn["item"].cell) is not named any more"
        }
    }

    private struct Withdrawal: Encodable {
        let item: ItemID
        let candidate: CandidateCode
    }
}
