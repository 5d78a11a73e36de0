import EventLog
import Model
import ServiceRuntime

/// A lift that is recorded after a campaign for its building opened gets its order then, released where money for it has
/// come before.
struct OnLiftRecorded: Sendable {
    let orders: OrderStore
    let mandates: MandateStore
    let funding: FundingStore
    let setAside: SetAsideDecisions

    func handle(_ received: Received<LiftRecorded>, _ write: borrowing Write) async throws {
        let lift = received.event.lift
        try await orders.save(received.event, in: write)
        for (campaign, works) in try await mandates.missing(lift, recordedAt: received.time, in: write)
        where try await !setAside.covers(campaign, in: write) {
            var order = WorkOrder(
                planned: try OrderID(campaign: campaign, lift: lift), campaign: campaign, lift: lift, works: works)
            _ = try await orders.insert([order], in: write)
            try write.append(order.planned)
            guard let release = try await funding.release(of: lift, campaign, in: write),
                let released = try order.release(release)
            else { continue }
            try await orders.update(order, in: write)
            try write.append(released)
        }
    }
}
