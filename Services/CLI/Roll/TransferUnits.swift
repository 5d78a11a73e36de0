import ArgumentParser
import Foundation
import Model

struct TransferUnits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer", abstract: "Record new owners of units that changed hands on a day.",
        discussion: "The file is a roll.csv with the rows of those units alone, under their new owners.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "A roll.csv, or - for standard input.", completion: .file())
    var file: String

    @Option(help: "The day on which they changed hands.")
    var on: Day

    func run() async throws {
        let community = try options.requireCommunity()
        let path = ResourcePath("/v1/communities/\(community)/roll/transfers").query("on", "\(on)")
        let content = try InputFile.read(file)
        guard !dryRun.isOn else {
            let unsent = UnsentCommand(.registry, path, nil)
            return try options.output.render(unsent) { unsent }
        }
        let answer = try await options.client().post(.registry, path, content, mediaType: "text/csv")
        try options.output.render(answer) { json in
            "\(json["units"].items.count) units changed hands on \(json["on"].cell)"
        }
    }
}
