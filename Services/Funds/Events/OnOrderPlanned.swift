import EventLog
import Model

/// An order that funds may later be asked to pay for.
struct OnOrderPlanned: Sendable {
    let orders: WorksOrderStore

    func handle(_ received: Received<OrderPlanned>, _ write: borrowing Write) async throws {
        let planned = received.event
        guard try await orders.order(planned.order, in: write) == nil else { return }
        try await orders.save(
            WorksOrder(id: planned.order, campaign: planned.campaign, lift: planned.lift), in: write)
    }
}
