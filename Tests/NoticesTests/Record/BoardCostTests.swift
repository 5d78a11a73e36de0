import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// How much is read for the board of one community among others.
struct BoardCostTests {
    /// A community with a hundred lifts, and another one with five thousand, each with an order.
    private static let district: [SQL] = [
        """
        INSERT INTO community (community, name, fund_status)
        VALUES ('runfeng', '润枫', 'none'), ('other', '别处', 'none')
        """,
        """
        INSERT INTO lift (
            community, lift, building, registration_code, first_registration_code, rescue_code
        )
        SELECT community, code, building::text, community || code, community || code, '110233'
        FROM (VALUES ('runfeng', 10), ('other', 500)) AS size (community, buildings),
            generate_series(1, buildings) AS building,
            unnest(ARRAY['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K']) AS letter,
            concat(building, '-1-', letter) AS code
        """,
        """
        INSERT INTO work_order (
            community, work_order, campaign, lift, building, work, planned_at, released_on, started_on, returned_on
        )
        SELECT
            community, 'works.' || lift, 'works', lift, building, 'overhaul', clock_timestamp(), '2023-01-01',
            '2023-01-02', '2023-02-02'
        FROM lift
        """,
        "ANALYZE",
    ]

    @Test(.database) func `a board is read without the works of other communities`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.pool.withConnection { connection in
                for statement in Self.district { try await connection.execute(statement) }
            }
            let (lifts, read) = try await notices.pool.withTransaction(isolation: .repeatableRead, readOnly: true) {
                transaction -> (Int, Int64) in
                let board = try await CommunityBoardQuery()(Samples.community, in: transaction)
                let read = try await transaction.query(
                    """
                    SELECT seq_tup_read + coalesce(idx_tup_fetch, 0)
                    FROM pg_stat_xact_user_tables
                    WHERE relname = 'work_order'
                    """, as: Int64.self)
                return (board?.buildings.reduce(0) { $0 + $1.lifts.count } ?? 0, read[0])
            }
            #expect(lifts == 100)
            #expect((100...1_000).contains(read), "\(read) rows of works, of which 100 are the community's")
        }
    }
}
