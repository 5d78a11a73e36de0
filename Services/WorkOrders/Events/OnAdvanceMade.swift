import EventLog
import Model

/// An advance releases the orders of the lifts it is tied to, on the day it was agreed.
struct OnAdvanceMade: Sendable {
    let funding: FundingStore
    let release: ReleaseOrders

    func handle(_ received: Received<AdvanceMade>, _ write: borrowing Write) async throws {
        let advance = received.event
        let lifts = Set(advance.lifts.map(\.lift))
        let money = WorkOrder.Release(cause: .advance, on: advance.agreedOn)
        try await funding.add(money, for: lifts.sorted(), of: advance.campaign, in: write)
        try await release(of: advance.campaign, money, in: write, where: lifts.contains)
    }
}
