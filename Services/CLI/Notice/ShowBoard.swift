import ArgumentParser
import Model

struct ShowBoard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "board", abstract: "Show how far each building of a community has come, as its boards say.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.notices, "/v1/communities/\(community)/board")
        try options.output.render(answer) { Table($0["buildings"].items, Self.columns) }
    }

    private static let columns: [Table.Column] = [
        .text("BUILDING", "building"), .number("UNITS", "figures", "units"), .number("PAID", "figures", "paidUnits"),
        .made("SHARE", isRight: true) { building in
            building["figures"]["paidPercent"].string.map { "\($0)%" } ?? ""
        },
        .number("DUE", "figures", "due"), .number("RECEIVED", "figures", "received"),
        .text("FUNDED ON", "figures", "fundedOn"),
        .made("LIFTS DONE", isRight: true) { building in
            let lifts = building["lifts"].items
            return "\(lifts.count { $0["stage"].string == "returned" })/\(lifts.count)"
        },
    ]
}
