import EventLog
import Model

/// What an advance alone had released and what has not begun waits for money again once the advance is taken back.
struct OnAdvanceReversed: Sendable {
    let orders: OrderStore
    let funding: FundingStore

    func handle(_ received: Received<AdvanceReversed>, _ write: borrowing Write) async throws {
        let reversed = received.event
        let uncovered = Set(reversed.uncovered)
        guard !uncovered.isEmpty else { return }
        try await funding.takeBack(uncovered.sorted(), of: reversed.campaign, on: reversed.reversedOn, in: write)
        for var order in try await orders.orders(of: reversed.campaign, in: write)
        where uncovered.contains(order.lift) {
            guard try await funding.release(of: order.lift, reversed.campaign, in: write) == nil,
                let held = try order.hold(on: reversed.reversedOn)
            else { continue }
            try await orders.update(order, in: write)
            try write.append(held)
        }
    }
}
