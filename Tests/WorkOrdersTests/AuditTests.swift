import EventLog
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// What is stored of orders, read once more.
@Suite(.serialized) struct AuditTests {
    private typealias Harness = ServiceHarness<WorkOrdersService>

    @Test(.database) func `nothing is found where orders went their ways`() async throws {
        try await Harness.run { service in
            try await AuditStory.play(service)

            for check in WorkOrdersAudit.checks {
                let report = try await check.report(on: Samples.community, in: service.pool)
                #expect(report.faults.isEmpty, "\(check.code)")
                #expect(report.examined > 0, "\(check.code)")
            }
        }
    }

    @Test(.database, arguments: changes.indices)
    func `what was changed is found by the checks that it concerns, and where it is`(_ number: Int) async throws {
        let (name, change, found) = Self.changes[number]
        try await Harness.run { service in
            try await AuditStory.play(service)
            try await service.pool.withConnection { connection in
                for statement in Self.unlocking + [change] { try await connection.execute(statement) }
            }

            for check in WorkOrdersAudit.checks {
                let places = try await check.report(on: Samples.community, in: service.pool).faults.map(\.place)
                if let place = found[check.code] {
                    #expect(places.contains(place), "\(name): \(check.code)")
                } else {
                    #expect(places.isEmpty, "\(name): \(check.code)")
                }
            }
        }
    }

    @Test(.database) func `a check finds nothing in a community that has no orders`() async throws {
        try await Harness.run { service in
            for check in WorkOrdersAudit.checks {
                let report = try await check.report(on: Samples.community, in: service.pool)
                #expect(report.examined == 0 && report.faults.isEmpty, "\(check.code)")
            }
        }
    }

    // MARK: - Changes

    private static let unlocking: [SQL] = [
        "ALTER TABLE outbox DISABLE TRIGGER USER", "ALTER TABLE inspection DISABLE TRIGGER USER",
        "ALTER TABLE funding DISABLE TRIGGER USER", "ALTER TABLE funding_reversal DISABLE TRIGGER USER",
        "ALTER TABLE set_aside DISABLE TRIGGER USER",
    ]

    /// What somebody who has the database changes, and which checks find it where.
    static let changes: [(name: String, change: SQL, found: [String: String])] = [
        (
            "a cost", "UPDATE work_order SET cost = cost + 1 WHERE state = 'completed'",
            ["orders-are-what-was-told": "2023-lifts-raise.1-1-A"]
        ),
        (
            "an order that begins untold",
            "UPDATE work_order SET state = 'started', started_on = '2023-06-29' WHERE state = 'released'",
            ["orders-are-what-was-told": "2023-lifts-raise.2-1-A"]
        ),
        (
            "an order that goes", "DELETE FROM work_order WHERE work_order = '2025-lifts-raise.2-1-B'",
            ["orders-are-what-was-told": "2025-lifts-raise.2-1-B"]
        ),
        (
            "an order that nobody planned",
            """
            INSERT INTO work_order (community, work_order, campaign, lift, work, work_class, state)
            VALUES ('runfeng', 'ghost', '2024-lifts-raise', '1-1-A', 'repair', 'generalRepair', 'held')
            """, ["orders-are-what-was-told": "ghost", "orders-belong-to-plans": "ghost"]
        ),
        (
            "works that need no inspection",
            "UPDATE work_order SET work_class = 'maintenance' WHERE work_order = '2023-lifts-raise.1-1-B'",
            [
                "orders-are-what-was-told": "2023-lifts-raise.1-1-B",
                "orders-belong-to-plans": "2023-lifts-raise.1-1-B",
            ]
        ),
        (
            "a step that is not told any more",
            "DELETE FROM outbox WHERE subject = 'order:2023-lifts-raise.1-1-B' AND type LIKE '%.OrderStarted.%'",
            [
                "orders-are-what-was-told": "2023-lifts-raise.1-1-B",
                "steps-follow-the-table": "2023-lifts-raise.1-1-B",
            ]
        ),
        (
            "a return on an earlier day", "UPDATE work_order SET returned_on = '2023-06-09' WHERE state = 'completed'",
            [
                "orders-are-what-was-told": "2023-lifts-raise.1-1-A", "order-days-in-order": "2023-lifts-raise.1-1-A",
            ]
        ),
        (
            "a certificate", "UPDATE inspection SET certificate = 'TS-9' WHERE number = 4",
            ["inspections-are-what-was-told": "2023-lifts-raise.1-1-A/4"]
        ),
        (
            "an inspection that goes", "DELETE FROM inspection WHERE work_order = '2023-lifts-raise.1-1-B'",
            [
                "inspections-are-what-was-told": "2023-lifts-raise.1-1-B/1",
                "state-follows-inspections": "2023-lifts-raise.1-1-B",
            ]
        ),
        (
            "an inspection that passes",
            "UPDATE inspection SET result = 'passed' WHERE work_order = '2023-lifts-raise.1-1-B'",
            [
                "inspections-are-what-was-told": "2023-lifts-raise.1-1-B/1",
                "state-follows-inspections": "2023-lifts-raise.1-1-B",
            ]
        ),
        (
            "money that goes",
            "DELETE FROM funding WHERE campaign = '2023-lifts-raise' AND cause = 'buildingFunded'",
            ["released-by-money": "2023-lifts-raise.1-2-A"]
        ),
        (
            "an advance of another day",
            "UPDATE funding SET released_on = '2023-05-01' WHERE place = '2-1-A' AND cause = 'advance'",
            ["released-by-money": "2023-lifts-raise.2-1-A"]
        ),
        (
            "a decision that is not set aside any more", "DELETE FROM set_aside",
            ["paid-for-is-released": "2025-lifts-raise.2-1-A"]
        ),
        (
            "money of a round to come", "UPDATE funding SET round = 7 WHERE place = '2-1-A' AND cause = 'advance'",
            ["rounds-of-money": "2023-lifts-raise/2-1-A"]
        ),
        (
            "an advance that was not taken back the second time",
            "DELETE FROM funding_reversal WHERE lift = '1-1-A' AND round = 1",
            ["held-where-taken-back": "2023-lifts-raise.1-1-A", "rounds-of-money": "2023-lifts-raise/1-1-A"]
        ),
        (
            "an advance that was not taken back the first time",
            "DELETE FROM funding_reversal WHERE lift = '1-1-A' AND round = 0",
            ["held-where-taken-back": "2023-lifts-raise.1-1-A", "rounds-of-money": "2023-lifts-raise/1-1-A"]
        ),
    ]
}
