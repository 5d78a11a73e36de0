import ArgumentParser
import Model

struct VoteReceipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Show the vote of a receipt; not how it was cast.")

    @OptionGroup var target: AssemblyTarget

    @Argument(help: "The receipt.")
    var receipt: String

    func run() async throws {
        let answer = try await target.get("/receipts/\(receipt)")
        try target.options.output.render(answer) { vote in
            let facts = ["receipt", "item", "channel", "acceptedAt", "replacedAt"]
            return Table(facts: facts.map { (name: $0, value: vote[$0].cell) })
        }
    }
}

struct VoteCounted: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "counted", abstract: "Show how a unit of one's own was counted in a closed assembly.")

    @OptionGroup var target: AssemblyTarget

    @Argument(help: "The unit.")
    var unit: UnitCode

    func run() async throws {
        let answer = try await target.get("/units/\(unit)")
        try target.options.output.render(answer) { counted in
            let ballots = Table(
                counted["ballots"].items,
                [
                    .text("ITEM", "item"), .text("CHOICE", "choice"), .text("CHANNEL", "channel"),
                    .text("CAST FOR", "unit"), .text("ACCEPTED", "acceptedAt"), .text("RECEIPT", "receipt"),
                ])
            let papers = Table(
                counted["papers"].items,
                [
                    .text("PAPER ON", "item"), .text("CHOICE", "choice"), .text("COUNTED", "counted"),
                    .text("SIGNED", "signedOn"), .text("RECORDED", "recordedAt"), .text("SCAN", "evidence"),
                ])
            return "\(counted["unit"].cell): \(counted["area"].cell) m²\n\n\(ballots)\n\n\(papers)"
        }
    }
}
