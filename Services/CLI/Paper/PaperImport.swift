import ArgumentParser
import Foundation

struct PaperImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record the paper ballots of a papers.csv, all of them or none; it takes two scrutineers.",
        discussion: """
            Columns: item,unit,choice,signed_on,collector,witness,evidence_sha256; where needed also invalid (unsigned, \
            overVoted, unclear, altered or notAuthorised, with an empty choice), proxy and authority_sha256. Candidates of \
            an election are joined by +. Nothing counts until a second scrutineer has imported the same file.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The papers.", completion: .file(extensions: ["csv"]))
    var file: String

    func run() async throws {
        let answer = try await target.hand(in: file, "/papers", rehearsal)
        try target.options.output.render(answer) { report in
            Table(facts: [
                ("papers", report["papers"].cell), ("counted", report["counted"].cell),
                ("voted before", String(report["duplicates"].items.count)),
                ("invalid", String(report["invalid"].items.count)),
            ])
        }
        if !target.options.json {
            if try answer.json()["isWaiting"] == .bool(true) {
                Output.talk("nothing counts yet: a second scrutineer has to import the same file")
            }
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
            Output.warnOfExceeded(try answer.json())
        }
    }
}

extension Output {
    /// Says of which elections more papers have come back than were handed out.
    static func warnOfExceeded(_ report: JSONValue) {
        for election in report["exceeded"].items {
            talk(
                "\(election["item"].cell): \(election["returned"].cell) papers have come back and "
                    + "\(election["issued"].cell) were handed out; the election will be void, unless whoever handed out "
                    + "papers that the register lacks notes them down before the count")
        }
    }
}
