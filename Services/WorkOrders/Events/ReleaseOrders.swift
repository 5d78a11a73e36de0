import EventLog
import Model
import ServiceRuntime

/// Releases those orders of a campaign for which money has come; one that was released before stays as it is.
///
/// Under a decision that was annulled or revoked none is.
struct ReleaseOrders: Sendable {
    let orders: OrderStore
    let setAside: SetAsideDecisions

    func callAsFunction(
        of campaign: CampaignID, _ release: WorkOrder.Release, in write: borrowing Write,
        where isPaidFor: (LiftCode) -> Bool
    ) async throws {
        guard try await !setAside.covers(campaign, in: write) else { return }
        for var order in try await orders.orders(of: campaign, in: write) where isPaidFor(order.lift) {
            guard let released = try order.release(release) else { continue }
            try await orders.update(order, in: write)
            try write.append(released)
        }
    }
}
