import EventLog
import Model

/// Plans the works of a campaign: one held order for each lift of the buildings that pay.
///
/// In a building of the scope in which no unit is assessed no threshold is ever reached (R-F-36): an order there would
/// tell residents for good that it waits for money. Nor can a scope be asked later: that of a whole community grows by a
/// merger, with buildings whose owners neither voted nor pay.
struct OnCampaignOpened: Sendable {
    let orders: OrderStore
    let mandates: MandateStore

    func handle(_ received: Received<CampaignOpened>, _ write: borrowing Write) async throws {
        let opened = received.event
        try await mandates.insert(opened, in: write)
        let paying = Set(opened.buildings.map(\.building))
        let lifts = try await orders.lifts(in: write).filter { paying.contains($0.building) }
        let planned = try lifts.sorted().map { lift in
            WorkOrder(
                planned: try OrderID(campaign: opened.campaign, lift: lift), campaign: opened.campaign, lift: lift,
                works: opened.mandate.releases)
        }
        let new = try await orders.insert(planned, in: write)
        for order in planned where new.contains(order.id) { try write.append(order.planned) }
    }
}
