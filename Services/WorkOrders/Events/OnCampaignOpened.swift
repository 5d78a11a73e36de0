import EventLog
import Model

/// Plans the works of a campaign: one order for each lift of its scope, held.
struct OnCampaignOpened: Sendable {
    let orders: OrderStore
    let mandates: MandateStore

    func handle(_ received: Received<CampaignOpened>, _ write: borrowing Write) async throws {
        let opened = received.event
        try await mandates.insert(opened, in: write)
        let lifts = try await orders.lifts(in: write).filter { opened.mandate.scope.covers($0.building) }
        let planned = try lifts.sorted().map { lift in
            WorkOrder(
                planned: try OrderID(campaign: opened.campaign, lift: lift), campaign: opened.campaign, lift: lift,
                works: opened.mandate.releases)
        }
        let new = try await orders.insert(planned, in: write)
        for order in planned where new.contains(order.id) { try write.append(order.planned) }
    }
}
