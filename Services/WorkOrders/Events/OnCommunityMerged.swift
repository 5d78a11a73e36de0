import EventLog
import Model

/// A community is part of an area from now on: what is under way on its lifts there concerns the area's.
struct OnCommunityMerged: Sendable {
    let orders: OrderStore

    func handle(_ received: Received<CommunityMerged>, _ write: borrowing Write) async throws {
        try await orders.join(received.event.into, in: write)
    }
}
