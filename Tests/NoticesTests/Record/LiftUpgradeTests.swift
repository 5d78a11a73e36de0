import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What earlier versions knew of lifts that are to be added, and of works on them.
@Suite struct LiftUpgradeTests {
    private static let unbuilt: SQL = "SELECT lift FROM unbuilt_lift ORDER BY lift"

    @Test(.database) func `lifts that were known before anybody asked are there until they are recorded again`()
        async throws
    {
        try await ServiceUpgrade<NoticesService>.past(
            "V0010_lifts_to_be_added",
            with: [
                """
                INSERT INTO lift (community, lift, building, registration_code, rescue_code)
                VALUES ('runfeng', '1-1-A', '1', 'R1', ''), ('runfeng', '1-1-B', '1', 'R2', '')
                """,
                """
                INSERT INTO work_order (community, work_order, campaign, lift, building, work, planned_at)
                VALUES
                    ('runfeng', 'added.1-1-A', 'added', '1-1-A', '1', 'addition', clock_timestamp()),
                    ('runfeng', 'added.1-1-B', 'added', '1-1-B', '1', 'addition', clock_timestamp())
                """,
            ]
        ) { connection in
            #expect(try await connection.query(Self.unbuilt, as: String.self).isEmpty)
            try await connection.execute("UPDATE lift SET installed_on = NULL WHERE lift = '1-1-B'")
            #expect(try await connection.query(Self.unbuilt, as: String.self) == ["1-1-B"])
        }
    }

    @Test(.database) func `the code that a lift has when first codes are asked for is its first`() async throws {
        try await ServiceUpgrade<NoticesService>.past(
            "V0017_first_registration_codes",
            with: [
                """
                INSERT INTO lift (community, lift, building, registration_code, rescue_code)
                VALUES ('runfeng', '1-1-A', '1', 'R1', '')
                """
            ]
        ) { connection in
            try await connection.execute("UPDATE lift SET registration_code = 'R2'")
            let first = try await connection.query("SELECT first_registration_code FROM lift", as: String.self)
            #expect(first == ["R1"])
        }
    }

    @Test(.database) func `works of one day have begun before a lift was given back where a time was not kept`()
        async throws
    {
        try await ServiceUpgrade<NoticesService>.past(
            "V0013_times_of_works",
            with: [
                """
                INSERT INTO lift (community, lift, building, registration_code, rescue_code)
                VALUES ('runfeng', '1-1-A', '1', 'R1', '')
                """,
                """
                INSERT INTO work_order (
                    community, work_order, campaign, lift, building, work, planned_at, started_on, returned_on
                )
                VALUES
                    (
                        'runfeng', 'added.1-1-A', 'added', '1-1-A', '1', 'addition', clock_timestamp(), '2023-04-13',
                        '2023-04-26'
                    ),
                    (
                        'runfeng', 'doors.1-1-A', 'doors', '1-1-A', '1', 'overhaul', clock_timestamp(), '2023-04-26',
                        NULL
                    )
                """,
            ]
        ) { connection in
            #expect(try await connection.query(Self.unbuilt, as: String.self) == ["1-1-A"])
            try await connection.execute("UPDATE work_order SET returned_at = now() WHERE campaign = 'added'")
            #expect(try await connection.query(Self.unbuilt, as: String.self) == ["1-1-A"])
            try await connection.execute("UPDATE work_order SET started_at = now() WHERE campaign = 'doors'")
            #expect(try await connection.query(Self.unbuilt, as: String.self).isEmpty)
        }
    }
}
