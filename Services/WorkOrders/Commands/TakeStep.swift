import EventLog
import Model
import ServiceRuntime

/// Takes an order one step further, as the contractor or the property company reports it.
struct TakeStep: Sendable {
    let log: EventLog
    let calendar: DistrictCalendar
    let orders: OrderStore

    enum Step: Sendable {
        case start(on: Day)
        case inspect(WorkOrder.Inspection)
        case putBack(on: Day)
        case complete(WorkOrder.Completion)
    }

    /// - Returns: the order after the step.
    /// - Throws: `OrderRefusal`
    func handle(
        _ step: Step, of id: OrderID, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> WorkOrder {
        try await log.write(to: community, claim: claim) { write in
            guard var order = try await orders.order(id, in: write) else { throw OrderRefusal.orderUnknown(id) }
            let today = calendar.day(at: write.now)
            switch step {
            case .start(let day): try write.append(order.start(on: day, today: today))
            case .inspect(let inspection): try write.append(order.inspect(inspection, today: today))
            case .putBack(let day): try write.append(order.putBack(on: day, today: today))
            case .complete(let completion): try write.append(order.complete(completion, today: today))
            }
            try await orders.update(order, in: write)
            return order
        }
    }
}
