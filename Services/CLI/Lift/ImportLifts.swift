import ArgumentParser
import Model

struct ImportLifts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Record the lifts of a lifts.csv.",
        discussion: "The file is taken whole or not at all. Lifts that it does not name stay as they were.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A lifts.csv, or - for standard input.", completion: .file())
    var file: String

    @Flag(help: "Check the file and say what would change, but change nothing.")
    var dryRun = false

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().post(
            .registry, ResourcePath("/v1/communities/\(community)/lifts").flag("dryRun", dryRun),
            try InputFile.read(file), mediaType: "text/csv")
        try options.output.render(answer) { json in
            let verb = json["dryRun"] == .bool(true) ? "would be " : ""
            let lines =
                [
                    "\(English.counted(json["added"].items.count, "lift")) \(verb)added, "
                        + "\(json["changed"].items.count) \(verb)changed"
                ]
                + json["added"].items.map { "  + \($0.cell)" } + json["changed"].items.map { "  ~ \($0.cell)" }
                + json["maintainersChanged"].items.map {
                    "  \($0.cell) is maintained by another firm: a new mark is due"
                }
                + json["absent"].items.map { "  \($0.cell) is not in the file and stays as it was" }
            return lines.joined(separator: "\n")
        }
    }
}
