import ArgumentParser
import Model

struct ImportRoll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make the roll what a roll.csv says it is.",
        discussion: "The file is taken whole or not at all. Units that it does not name leave the roll.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A roll.csv, or - for standard input.", completion: .file())
    var file: String

    @Flag(help: "Check the file and say what would change, but change nothing.")
    var dryRun = false

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().post(
            .registry, ResourcePath("/v1/communities/\(community)/roll").flag("dryRun", dryRun),
            try InputFile.read(file), mediaType: "text/csv")
        try options.output.render(answer, Self.text)
    }

    static func text(_ json: JSONValue) -> String {
        let verb = json["dryRun"] == .bool(true) ? "would be " : ""
        let roll = json["roll"]
        var lines = [
            "\(English.counted(json["added"].items.count, "unit")) \(verb)added, "
                + "\(json["changed"].items.count) \(verb)changed, "
                + "\(json["removed"].items.count) \(verb)removed; \(json["people"].cell) owners' details \(verb)changed"
        ]
        lines += json["added"].items.map { "  + \($0.cell)" }.limited()
        lines += json["changed"].items.map { "  ~ \($0["unit"].cell)  \($0["columns"].cell)" }.limited()
        lines += json["removed"].items.map { "  - \($0.cell)" }.limited()
        lines += renamed(json)
        // New owners get their ids only when they are stored, so a dry run's hash is not yet the roll's.
        let hash = verb.isEmpty ? ", \(roll["hash"].cell.prefix(12))…" : ""
        lines.append(
            "The roll: \(English.counted(roll["units"].cell, "unit")), \(roll["area"].cell) m², "
                + English.counted(roll["heads"].cell, "head") + hash)
        return lines.joined(separator: "\n")
    }

    /// Who has another name under the same reference, and what that means.
    static func renamed(_ json: JSONValue) -> [String] {
        let lines = json["renamed"].items.map { "  ! line \($0["line"].cell): \($0["ownerRef"].cell) has another name" }
        guard !lines.isEmpty else { return [] }
        return lines.limited() + [
            "Whoever has another name is the same owner to accounts and open assemblies. "
                + "Who has bought a unit needs a reference of their own: see tongti roll transfer."
        ]
    }
}

extension [String] {
    /// The first lines, and how many more there are; `--json` has them all.
    fileprivate func limited() -> [String] {
        count <= 20 ? self : prefix(20) + ["    and \(count - 20) more"]
    }
}
