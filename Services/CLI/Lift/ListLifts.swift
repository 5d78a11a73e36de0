import ArgumentParser
import Model

struct ListLifts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the lifts of a community.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/lifts")
        try options.output.render(answer) { Table($0["lifts"].items, Self.columns) }
    }

    private static let columns: [Table.Column] = [
        .text("LIFT", "lift"), .text("REGISTRATION", "registrationCode"), .text("RESCUE", "rescueCode"),
        .made("FLOORS") { lift in
            let skips = lift["skips"].items.map(\.cell).joined(separator: ", ")
            return "\(lift["firstFloor"].cell)–\(lift["lastFloor"].cell)" + (skips.isEmpty ? "" : " without \(skips)")
        },
        .text("INSTALLED", "installedOn"), .text("INSPECTION BY", "nextInspectionOn"),
        .text("MAINTAINER", "maintainer"), .text("FLAGS", "flags"),
    ]
}
