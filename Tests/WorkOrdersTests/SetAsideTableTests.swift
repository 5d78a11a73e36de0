import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// What this service keeps of decisions that were set aside.
@Suite struct SetAsideTableTests {
    @Test(.database)
    func `the tables are those that the shared store of orders rests on, and orders stay`() async throws {
        try await ServiceHarness<WorkOrdersService>.run { harness in
            let found = try await SetAsideContract.found(in: harness.pool)
            #expect(found == SetAsideContract.expected)
            let canForget = try await SetAsideContract.canForget(in: harness.pool)
            #expect(!canForget)
        }
    }
}
