import ArgumentParser
import Model

/// The order of which a command reports something.
struct OrderTarget: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The order, such as 2023-lifts-raise.1-1-A.")
    var order: OrderID

    /// Sends the report, or in a dry run shows it, and shows how the order stands then.
    func report(_ step: ResourcePath, _ body: some Encodable) async throws {
        let community = try options.requireCommunity()
        let path = ResourcePath("/v1/communities/\(community)/orders/\(order)/").appending(step)
        guard let answer = try await options.post(.workorders, path, body, dryRun) else { return }
        try options.output.render(answer, OrderTable.init)
    }
}
