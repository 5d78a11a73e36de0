import ArgumentParser
import Model

struct ShowRoll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the totals of the roll.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/roll")
        try options.output.render(answer) { roll in
            let table = Table(roll["buildings"].items, Self.columns)
            return """
                \(table)

                In ballots count: \(English.counted(roll["units"].cell, "unit")), \(roll["area"].cell) m², \
                \(English.counted(roll["heads"].cell, "head")). \
                Recorded \(roll["recordedAt"].cell).
                \(roll["hash"].cell)
                """
        }
    }

    private static let columns: [Table.Column] = [
        .text("BUILDING", "building"), .number("UNITS", "units"), .number("AREA m²", "area"),
        .number("HEADS", "heads"),
    ]
}
