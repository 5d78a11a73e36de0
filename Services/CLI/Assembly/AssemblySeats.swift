import ArgumentParser
import Model

struct AssemblySeats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seats",
        abstract: "Allot an election's seats to buildings by area, with the largest remainder.",
        discussion: "With --json it is what an election of tongti assembly convene takes as \"seatsByBuilding\".")

    @OptionGroup var options: GlobalOptions

    @Option(help: "How many seats there are.")
    var seats: Int

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/seat-allotment"
        let answer = try await options.client().get(.ballots, path.query("seats", String(seats)))
        try options.output.render(answer) {
            Table($0["seatsByBuilding"].items, [.text("BUILDING", "building"), .number("SEATS", "seats")])
        }
    }
}
