import ArgumentParser
import Model

struct OrderShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a work order.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The order, such as 2023-lifts-raise.1-1-A.")
    var order: OrderID

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.workorders, "/v1/communities/\(community)/orders/\(order)")
        try options.output.render(answer, OrderTable.init)
    }
}
