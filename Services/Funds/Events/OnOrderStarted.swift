import EventLog
import Model

/// Works that have begun rest on the money that released them: an advance for them is not taken back.
struct OnOrderStarted: Sendable {
    let orders: WorksOrderStore

    func handle(_ received: Received<OrderStarted>, _ write: borrowing Write) async throws {
        try await orders.begin(received.event.order, in: write)
    }
}
