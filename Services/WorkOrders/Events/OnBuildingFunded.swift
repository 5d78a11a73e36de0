import EventLog
import Model

/// A building that reached its threshold releases the rest of its orders, on the day it did so: that day is the fact,
/// however long the event was on its way.
struct OnBuildingFunded: Sendable {
    let funding: FundingStore
    let release: ReleaseOrders

    func handle(_ received: Received<BuildingFunded>, _ write: borrowing Write) async throws {
        let funded = received.event
        let money = WorkOrder.Release(cause: .buildingFunded, on: funded.fundedOn)
        try await funding.add(money, for: [funded.building], of: funded.campaign, in: write)
        try await release(of: funded.campaign, money, in: write) { $0.building == funded.building }
    }
}
