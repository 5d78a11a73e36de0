import EventLog
import Model

/// Orders are planned for the lifts that exist when a campaign opens.
struct OnLiftRecorded: Sendable {
    let orders: OrderStore

    func handle(_ received: Received<LiftRecorded>, _ write: borrowing Write) async throws {
        try await orders.save(received.event, in: write)
    }
}
