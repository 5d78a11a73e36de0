import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// What earlier versions knew of works.
@Suite struct BegunWorksUpgradeTests {
    @Test(.database) func `orders from before anybody asked whether works have begun count as begun, and no later`()
        async throws
    {
        try await ServiceUpgrade<FundsService>.past(
            "V0013_advances_taken_back",
            with: [
                """
                INSERT INTO works_order (community, works_order, campaign, lift)
                VALUES ('runfeng', 'lifts.1-1-A', 'lifts', '1-1-A')
                """
            ]
        ) { connection in
            try await connection.execute(
                """
                INSERT INTO works_order (community, works_order, campaign, lift)
                VALUES ('runfeng', 'lifts.1-1-B', 'lifts', '1-1-B')
                """)
            let begun = try await connection.query("SELECT lift FROM works_order WHERE is_begun", as: String.self)
            #expect(begun == ["1-1-A"])
        }
    }
}
