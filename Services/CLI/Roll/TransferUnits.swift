import ArgumentParser
import Model

struct TransferUnits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer", abstract: "Record new owners of units that changed hands on a day.",
        discussion: "The file is a roll.csv with the rows of those units alone, under their new owners.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "A roll.csv, or - for standard input.", completion: .file())
    var file: String

    @Option(help: "The day on which they changed hands.")
    var on: Day

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/roll/transfers")
            .query("on", "\(on)").flag("dryRun", rehearsal.isOn)
        let answer = try await options.client().post(
            .registry, path, try InputFile.read(file), mediaType: "text/csv")
        try options.output.render(answer, Self.text)
    }

    static func text(_ json: JSONValue) -> String {
        let isDryRun = json["dryRun"] == .bool(true)
        let count = json["units"].items.count
        let verb = isDryRun ? "would change" : "changed"
        var lines = ["\(English.counted(count, "unit")) \(verb) hands on \(json["on"].cell)"]
        lines += json["changes"].items.map { change in
            let names =
                isDryRun ? "  \(change["sellers"].cell) -> \(change["buyers"].cell)" : ""
            return "  \(change["unit"].cell)\(names)  "
                + "sellers \(share(change["sellerShare"])), buyers \(share(change["buyerShare"]))"
        }
        lines.append("Heads: \(json["heads"]["before"].cell) -> \(json["heads"]["after"].cell)")
        if count > 0, let noticeBy = json["noticeBy"].string {
            lines.append("Committee and company are to be told by \(noticeBy)")
        }
        return lines.joined(separator: "\n")
    }

    private static func share(_ json: JSONValue) -> String { "\(json["before"].cell) -> \(json["after"].cell) m²" }
}
