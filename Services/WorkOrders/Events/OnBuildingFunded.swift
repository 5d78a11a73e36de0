import EventLog
import Model

/// A building that reached its threshold releases the rest of its orders, on the day it did so: that day is the fact,
/// however long the event was on its way.
struct OnBuildingFunded: Sendable {
    let release: ReleaseOrders

    func handle(_ received: Received<BuildingFunded>, _ write: borrowing Write) async throws {
        let funded = received.event
        try await release(
            of: funded.campaign, WorkOrder.Release(cause: .buildingFunded, on: funded.fundedOn), in: write
        ) { $0.building == funded.building }
    }
}
