import ArgumentParser

/// Work orders: `tongti order list` and the steps of an order.
struct OrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Look at work orders and report their steps.",
        subcommands: [
            OrderList.self, OrderShow.self, OrderStart.self, OrderInspect.self, OrderReturn.self, OrderComplete.self,
        ])
}

/// An order as people read it.
struct OrderTable: CustomStringConvertible {
    let description: String

    init(_ order: JSONValue) {
        let facts = [
            ("order", "order"), ("lift", "lift"), ("state", "state"), ("work", "work"), ("class", "workClass"),
            ("released on", "releasedOn"), ("because of", "cause"), ("started on", "startedOn"),
            ("back in use on", "returnedOn"), ("completed on", "completedOn"), ("cost", "cost"), ("report", "report"),
        ].map { (name: $0, value: order[$1].cell) }.filter { !$0.value.isEmpty }
        let inspections = order["inspections"].items.map {
            (name: "inspected on", value: "\($0["on"].cell) \($0["result"].cell), \($0["certificate"].cell)")
        }
        description = Table(facts: facts + inspections).description
    }
}
