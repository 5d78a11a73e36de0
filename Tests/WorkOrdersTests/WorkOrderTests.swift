import Model
import Testing

@testable import WorkOrders

/// One order, step by step.
struct WorkOrderTests {
    @Test func `an order goes from planning to acceptance and each step is a fact`() throws {
        var order = try Samples.order()

        let released = try order.release(WorkOrder.Release(cause: .advance, on: Samples.day("2023-05-01")))
        #expect(released?.releasedOn == Samples.day("2023-05-01"))
        #expect(try order.release(WorkOrder.Release(cause: .buildingFunded, on: Samples.day("2023-06-01"))) == nil)
        #expect(order.release?.cause == .advance)
        #expect(
            try order.start(on: Samples.day("2023-05-02"), today: Samples.today).startedOn.description == "2023-05-02")
        #expect(try order.inspect(Self.inspection(.failed, "2023-05-10"), today: Samples.today).result == .failed)
        #expect(try order.inspect(Self.inspection(.passed, "2023-05-12"), today: Samples.today).result == .passed)
        #expect(try order.putBack(on: Samples.day("2023-05-12"), today: Samples.today).lift == order.lift)
        let completed = try order.complete(Self.completion("70000.00"), today: Samples.today)

        #expect(completed.cost == Samples.money("70000.00"))
        #expect(order.state == .completed)
        #expect(order.inspections.map(\.result) == [.failed, .passed])
    }

    @Test(arguments: [
        ("2023-04-30", OrderRefusal.dayBefore(Samples.day("2023-05-01"))),
        ("2023-07-01", .dayAhead(today: Samples.today)),
    ])
    func `a step before the last one or after today is refused and changes nothing`(
        day: String, refusal: OrderRefusal
    ) throws {
        var order = try Samples.order()
        _ = try order.release(WorkOrder.Release(cause: .advance, on: Samples.day("2023-05-01")))
        let before = order

        #expect(throws: refusal) { try order.start(on: Samples.day(day), today: Samples.today) }
        #expect(order == before)
    }

    @Test func `a negative cost is refused`() throws {
        var order = try Samples.order(.generalRepair)
        _ = try order.release(WorkOrder.Release(cause: .advance, on: Samples.day("2023-05-01")))
        _ = try order.start(on: Samples.day("2023-05-02"), today: Samples.today)
        _ = try order.putBack(on: Samples.day("2023-05-03"), today: Samples.today)
        let negative = WorkOrder.Completion(
            cost: Money(fen: -1), report: Samples.parsed("AR-1"), on: Samples.day("2023-05-04"))

        #expect(throws: OrderRefusal.costNegative) { try order.complete(negative, today: Samples.today) }
        #expect(order.state == .returned)
    }

    private static func inspection(_ result: InspectionRecorded.Result, _ day: String) -> WorkOrder.Inspection {
        WorkOrder.Inspection(result: result, certificate: Samples.parsed("TS-1"), on: Samples.day(day))
    }

    private static func completion(_ cost: String) -> WorkOrder.Completion {
        WorkOrder.Completion(
            cost: Samples.money(cost), report: Samples.parsed("AR-1"), on: Samples.day("2023-05-20"))
    }
}
