import ArgumentParser
import Model

struct AssemblyBuildings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buildings",
        abstract: "Show how each building took part in an item, and after the close how it chose.",
        discussion: "It decides nothing. What would tell of single owners is left out.")

    @OptionGroup var target: AssemblyTarget

    @Argument(help: "The item's code.")
    var item: ItemID

    func run() async throws {
        let answer = try await target.get("/items/\(item)/buildings")
        try target.options.output.render(answer) { body in
            Table(
                body["buildings"].items,
                [
                    .text("BUILDING", "building"), .made("ELECTORATE") { AssemblyTable.weight($0["electorate"]) },
                    .text("TOOK PART", "participation", "heads"),
                    .made("CHOSE") { row in
                        row["choices"].items.map { "\($0["choice"].cell) \($0["heads"].cell)" }.joined(separator: ", ")
                    },
                ])
        }
    }
}
