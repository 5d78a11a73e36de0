import ArgumentParser
import Model

struct VoteImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-official",
        abstract: "Bring in the votes of an official platform, all of them or none.",
        discussion: """
            Columns: unit,item,choice,voted_at. Of an owner's votes on an item the first counts; the others are kept and \
            do not.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The votes.", completion: .file(extensions: ["csv"]))
    var file: String

    @Option(help: "The platform's name.")
    var platform: String

    @Option(help: "The rule that gives its votes their force.")
    var basis: String

    @Option(help: "SHA-256 of the file that the platform gave out.")
    var evidence: Digest256

    func run() async throws {
        let path: ResourcePath = "/votes/import"
        let answer = try await target.hand(
            in: file,
            path.query("platform", platform).query("basis", basis).query("evidence", evidence.description), rehearsal)
        try target.options.output.render(answer) { report in
            Table(facts: [
                ("votes", report["votes"].cell), ("counted", report["counted"].cell),
                ("voted before", String(report["duplicates"].items.count)),
            ])
        }
        if !target.options.json {
            for duplicate in try answer.json()["duplicates"].items {
                Output.talk(
                    "line \(duplicate["line"].cell): the owner of \(duplicate["unit"].cell) had voted on "
                        + "\(duplicate["item"].cell) at \(duplicate["votedAt"].cell); kept, not counted")
            }
        }
    }
}
