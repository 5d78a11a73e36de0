import EventLog
import Model

/// Accepted works may be paid; the part that a lender had paid becomes an expense.
struct OnOrderCompleted: Sendable {
    let orders: WorksOrderStore
    let advances: AdvanceStore
    let ledger: LedgerStore

    func handle(_ received: Received<OrderCompleted>, _ write: borrowing Write) async throws {
        let event = received.event
        let known = try await orders.order(event.order, in: write)
        let order = known ?? WorksOrder(id: event.order, campaign: event.campaign, lift: event.lift)
        let advanced = try await advances.advanced(for: order.lift, by: order.campaign, in: write)
        guard let completed = order.completed(event, advanced: advanced), let completion = completed.completion else {
            return
        }
        let posting = try Posting.completion(order.id, order.lift, advanced: completion.advanced)
        var books = try await ledger.ledger(posting.lines.map(\.account), in: write)
        try books.post(posting)
        try await orders.save(completed, in: write)
        try await ledger.insert(books, in: write)
    }
}
