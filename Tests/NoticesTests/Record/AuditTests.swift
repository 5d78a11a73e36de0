import EventLog
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// What is stored of notices, digests and collections, read once more.
@Suite(.serialized) struct AuditTests {
    @Test(.database) func `nothing is found where days, payments and works went their ways`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)

            for check in NoticesAudit.checks {
                let report = try await check.report(on: Samples.community, in: notices.pool)
                #expect(report.faults.isEmpty, "\(check.code)")
                #expect(report.examined > 0, "\(check.code)")
            }
        }
    }

    @Test(.database, arguments: changes.indices)
    func `what was changed is found by the checks that it concerns, and where it is`(_ number: Int) async throws {
        let (name, change, found) = Self.changes[number]
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            try await notices.pool.withConnection { connection in
                for statement in Self.unlocking + [change] { try await connection.execute(statement) }
            }

            for check in NoticesAudit.checks {
                let places = try await check.report(on: Samples.community, in: notices.pool).faults.map(\.place)
                if let place = found[check.code] {
                    #expect(places.contains { $0.hasPrefix(place) }, "\(name): \(check.code) \(places)")
                } else {
                    #expect(places.isEmpty, "\(name): \(check.code) \(places)")
                }
            }
        }
    }

    @Test(.database) func `a fact of money that was given up does not make a collection wrong`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            try await notices.pool.withConnection { connection in
                for statement in [
                    "UPDATE campaign_building SET received = received + 1 WHERE building = '1'",
                    """
                    INSERT INTO inbox_parked (
                        source, shard, pos, id, community, subject, type, payload, recorded_at, reason
                    )
                    VALUES ('funds', 0, 1, gen_random_uuid(), 'runfeng', 'campaign:a', 'a', '', now(), 'a')
                    """,
                    """
                    INSERT INTO inbox_resolution (source, shard, pos, resolution, reason, resolved_by, resolved_at)
                    VALUES ('funds', 0, 1, 'discarded', 'a', 'somebody', now())
                    """,
                ] as [SQL] { try await connection.execute(statement) }
            }

            let report = try await NoticesAudit.collectionsAddUp.report(on: Samples.community, in: notices.pool)
            #expect(report.faults.isEmpty)
        }
    }

    // MARK: - The story

    /// Four days: payments in time and late, too much and by mistake, works, a second campaign and a merger.
    private static let story: [any DistrictEvent] = {
        let parts: [[any DistrictEvent]] = [
            Story.registry, Story.ballots, Story.closing, Story.opening, Story.plans, days, Array(Story.works[2...]),
            Story.payout, end,
        ]
        return Array(parts.joined())
    }()

    private static let days: [any DistrictEvent] = [
        started("2023-04-12"), Story.payments[0], started("2023-04-13"), Story.payments[1], Story.payments[2],
        Story.payments[4], Story.works[0], Story.works[1], started("2023-04-14"), Story.payments[3], refund,
        started("2023-04-15"), reversal,
    ]

    private static let end: [any DistrictEvent] = [
        second, started("2023-04-16"),
        CommunityMerged(into: Samples.parsed("xinyi"), on: Samples.day("2023-04-16"), basis: "决定"),
    ]

    private static func started(_ day: String) -> DayStarted { DayStarted(day: Samples.day(day)) }

    /// What was paid too much in building 1 goes back.
    private static let refund = OverpaymentRefunded(
        campaign: Samples.campaign, refund: 1, building: Samples.building("1"), amount: Samples.money("207.00"),
        refundedOn: Samples.day("2023-04-14"),
        progress: BuildingProgress(
            received: Samples.money("3586.00"), counted: Samples.money("3586.00"), paidUnits: 2))

    private static let reversal = Story.reversal(
        of: Story.payment(3, "2", "500.00", "2023-04-13", counted: "500.00", total: "500.00", paid: 0),
        on: "2023-04-15", counted: "0.00", total: "0.00", reopens: false, paid: 0)

    private static let second = CampaignOpened(
        campaign: Samples.parsed("2024-lifts-collect"), assembly: Samples.parsed("2024-lifts"), item: Samples.item,
        title: "电梯维修筹集", mandate: Samples.mandate, due: Samples.money("200.00"), households: 2,
        buildings: [AssessedBuilding(building: Samples.building("2"), units: 2, due: Samples.money("200.00"))])

    // MARK: - Changes

    private static let unlocking: [SQL] = [
        "ALTER TABLE notice DISABLE TRIGGER USER", "ALTER TABLE digest DISABLE TRIGGER USER",
        "ALTER TABLE outbox DISABLE TRIGGER USER",
    ]

    /// What somebody who has the database changes, and which checks find it where: how the place begins, of which the
    /// rest may be a number.
    static let changes: [(name: String, change: SQL, found: [String: String])] = [
        (
            "the kind of a notice", "UPDATE notice SET kind = 'lift-marked' WHERE kind = 'payout-made'",
            ["notices-are-what-was-told": "runfeng/"]
        ),
        (
            "the words of a notice", "UPDATE notice SET text_zh = text_zh || '。' WHERE number = 1",
            ["notices-are-what-was-told": "runfeng/1"]
        ),
        (
            "a notice that goes", "DELETE FROM notice WHERE kind = 'order-started'",
            ["notices-are-what-was-told": "runfeng/", "facts-have-notices": "runfeng/1/order-started"]
        ),
        (
            "a notice that nobody told",
            """
            INSERT INTO notice (
                community, number, event, building, kind, posted_on, recorded_at, title_zh, title_en, text_zh, text_en
            )
            VALUES (
                'runfeng', 99, gen_random_uuid(), '1', 'lift-marked', '2023-04-15', now(), 'a', 'a', 'a', 'a'
            )
            """, ["notices-are-what-was-told": "runfeng/99"]
        ),
        (
            "how many notices there are", "UPDATE community SET last_notice = last_notice + 1",
            ["notices-are-what-was-told": "runfeng"]
        ),
        (
            "a notice that is not told any more",
            "DELETE FROM outbox WHERE convert_from(payload, 'UTF8')::jsonb->>'kind' = 'campaign-opened'",
            ["notices-are-what-was-told": "runfeng/"]
        ),
        (
            "a threshold", "UPDATE campaign_building SET funded_on = '2023-04-13' WHERE building = '2'",
            ["facts-have-notices": "runfeng/2/building-funded"]
        ),
        (
            "what was received by a digest",
            "UPDATE digest SET received = received + 100 WHERE building = '1' AND day = '2023-04-13'",
            ["digests-are-what-was-told": "1/2023-04-13", "digests-add-up": "1/2023-04-13"]
        ),
        (
            "a digest that goes", "DELETE FROM digest WHERE building = '1' AND day = '2023-04-12'",
            ["digests-are-what-was-told": "1/2023-04-12", "digests-add-up": "1/2023-04-13"]
        ),
        (
            "the units of a digest",
            "UPDATE digest SET units = units + 1 WHERE building = '2' AND day = '2023-04-13'",
            ["digests-are-what-was-told": "2/2023-04-13", "digests-fit-campaigns": "2/2023-04-13"]
        ),
        (
            "lifts that are done", "UPDATE digest SET lifts_done = 5 WHERE building = '1' AND day = '2023-04-13'",
            ["digests-are-what-was-told": "1/2023-04-13", "digests-fit-campaigns": "1/2023-04-13"]
        ),
        (
            "the money of a day",
            "UPDATE collection_day SET received = received + 1 WHERE building = '1' AND day = '2023-04-12'",
            ["collections-add-up": "2023-lifts-collect/1"]
        ),
        (
            "a day that goes", "DELETE FROM collection_day WHERE building = '1' AND day = '2023-04-13'",
            ["collections-add-up": "2023-lifts-collect/1"]
        ),
        (
            "what was received", "UPDATE campaign_building SET received = received - 100 WHERE building = '1'",
            ["collections-add-up": "2023-lifts-collect/1"]
        ),
        (
            "units that have paid", "UPDATE campaign_building SET paid_units = 9 WHERE building = '1'",
            ["collections-add-up": "2023-lifts-collect/1"]
        ),
        (
            "a beginning", "UPDATE work_order SET started_on = '2023-05-30' WHERE started_on IS NOT NULL",
            ["works-in-order": "2023-lifts-collect.1-1-A"]
        ),
    ]
}
