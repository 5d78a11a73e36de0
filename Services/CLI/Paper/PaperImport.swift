import ArgumentParser
import Foundation
import Model

struct PaperImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record the paper ballots of a papers.csv, all of them or none.",
        discussion: """
            Columns: item,unit,choice,signed_on,collector,witness,evidence_sha256; where needed also invalid (unsigned, \
            overVoted, unclear, altered or notAuthorised, with an empty choice), proxy and authority_sha256. Candidates of \
            an election are joined by +.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The assembly's code.")
    var assembly: AssemblyID

    @Argument(help: "The papers.", completion: .file(extensions: ["csv"]))
    var file: String

    @Flag(help: "Check the file and say what would be counted, but record nothing.")
    var dryRun = false

    func run() async throws {
        let community = try options.requireCommunity()
        let papers = try InputFile.read(file)
        let path: ResourcePath = "/v1/communities/\(community)/assemblies/\(assembly)/papers"
        let answer = try await options.client().post(
            .ballots, path.flag("dryRun", dryRun), papers, mediaType: "text/csv")
        try options.output.render(answer) { report in
            Table(facts: [
                ("papers", report["papers"].cell), ("counted", report["counted"].cell),
                ("voted before", String(report["duplicates"].items.count)),
                ("invalid", String(report["invalid"].items.count)),
            ])
        }
        if !options.json {
            for duplicate in try answer.json()["duplicates"].items {
                Output.talk(
                    "line \(duplicate["line"].cell): the owner of \(duplicate["unit"].cell) had voted on "
                        + "\(duplicate["item"].cell) at \(duplicate["votedAt"].cell); kept, not counted")
            }
            for paper in try answer.json()["invalid"].items {
                Output.talk(
                    "line \(paper["line"].cell): the paper of \(paper["unit"].cell) on \(paper["item"].cell) is "
                        + "\(paper["reason"].cell); kept, no vote")
            }
        }
    }
}
