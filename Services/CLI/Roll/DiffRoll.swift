import ArgumentParser
import Model

struct DiffRoll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what a roll.csv would change, column by column, and change nothing.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A roll.csv, or - for standard input.", completion: .file())
    var file: String

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().post(
            .registry, ResourcePath("/v1/communities/\(community)/roll").flag("dryRun", true),
            try InputFile.read(file), mediaType: "text/csv")
        try options.output.render(answer, Self.text)
    }

    static func text(_ json: JSONValue) -> String {
        var lines = json["removed"].items.map { "- \($0.cell)" } + json["added"].items.map { "+ \($0.cell)" }
        for unit in json["changed"].items {
            for value in unit["values"].items {
                let change = "\(value["before"].cell) -> \(value["after"].cell)"
                lines.append("~ \(unit["unit"].cell)  \(value["column"].cell): \(change)")
            }
        }
        lines += ImportRoll.renamed(json)
        let roll = json["roll"]
        lines.append(
            "\(json["added"].items.count) added, \(json["changed"].items.count) changed, "
                + "\(json["removed"].items.count) removed, \(json["people"].cell) owners' details; then "
                + "\(English.counted(roll["units"].cell, "unit")), \(roll["area"].cell) m², "
                + English.counted(roll["heads"].cell, "head"))
        return lines.joined(separator: "\n")
    }
}
