import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// What earlier versions knew of lifts.
@Suite struct LiftUpgradeTests {
    @Test(.database) func `lifts that were known before anybody asked for their day of installation are there`()
        async throws
    {
        try await ServiceUpgrade<WorkOrdersService>.past(
            "V0007_days_of_installation",
            with: ["INSERT INTO lift (community, lift, registration_code) VALUES ('runfeng', '1-1-A', 'R1')"]
        ) { connection in
            let known = try await connection.query(
                "SELECT lift FROM lift WHERE installed_on IS NOT NULL", as: String.self)
            #expect(known == ["1-1-A"])
        }
    }
}
