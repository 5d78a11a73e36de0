import Model
import Postgres

/// What was changed in copies of others' facts after `CommandStory`.
extension AuditCommandTests {
    struct Forgery: Sendable {
        let service: ServiceName
        let change: SQL
        let restoration: SQL
        /// How the line begins that tells of it, behind the service.
        let found: String
    }

    static let forgeries: [Forgery] = [
        Forgery(
            service: .funds,
            change: """
                UPDATE campaign SET rate = rate + 1
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            restoration: """
                UPDATE campaign SET rate = rate - 1
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            found: "mandates hutong/spring/1 to collect: it says 100001 ten-thousandths of a yuan, "),
        Forgery(
            service: .funds,
            change: """
                UPDATE campaign SET title = title || 'x'
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            restoration: """
                UPDATE campaign SET title = left(title, -1)
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            found: "titles hutong/spring/1: it says "),
        Forgery(
            service: .funds,
            change: """
                UPDATE unit SET owners = array_append(owners, gen_random_uuid())
                WHERE community = \(CommandStory.community) AND unit = '1-1-101'
                """,
            restoration: """
                UPDATE unit SET owners = trim_array(owners, 1)
                WHERE community = \(CommandStory.community) AND unit = '1-1-101'
                """,
            found: "rolls-by-building hutong/building 1: it says "),
        Forgery(
            service: .funds,
            change: """
                INSERT INTO spend_mandate (community, assembly, item, cap, passed_at)
                VALUES (\(CommandStory.community), \(CommandStory.assembly), '9', 100, now())
                """,
            restoration: "DELETE FROM spend_mandate WHERE community = \(CommandStory.community) AND item = '9'",
            found: "mandates hutong/spring/9 to spend: ballots has never told it"),
        Forgery(
            service: .funds,
            change: """
                INSERT INTO set_aside (community, assembly, item, set_aside_on, recorded_at)
                VALUES (\(CommandStory.community), \(CommandStory.assembly), '1', \(CommandStory.day)::date, now())
                """,
            restoration: "DELETE FROM set_aside WHERE community = \(CommandStory.community)",
            found: "set-aside-decisions hutong/spring/1: ballots has never told it"),
        Forgery(
            service: .funds,
            change: """
                UPDATE works_order SET cost = cost + 1
                WHERE community = \(CommandStory.community) AND works_order = \(CommandStory.order)
                """,
            restoration: """
                UPDATE works_order SET cost = cost - 1
                WHERE community = \(CommandStory.community) AND works_order = \(CommandStory.order)
                """,
            found: "orders hutong/spring-1.1-1-A completed: it says 8001 fen, R1, 2024-03-01, and workorders told 8000 "
        ),
        Forgery(
            service: .workorders,
            change: """
                UPDATE campaign SET item = '2'
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            restoration: """
                UPDATE campaign SET item = '1'
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            found: "campaigns hutong/spring-1: it says spring/2, and funds told spring/1 at position "),
        Forgery(
            service: .workorders,
            change: """
                UPDATE campaign_plan SET buildings = '{1}'
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            restoration: """
                UPDATE campaign_plan SET buildings = '{1,2}'
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign)
                """,
            found: "campaigns hutong/spring-1 in 2: funds told it at position "),
        Forgery(
            service: .workorders,
            change: """
                UPDATE funding SET released_on = released_on - 1
                WHERE community = \(CommandStory.community) AND cause = 'advance' AND place = '2-1-A'
                """,
            restoration: """
                UPDATE funding SET released_on = released_on + 1
                WHERE community = \(CommandStory.community) AND cause = 'advance' AND place = '2-1-A'
                """,
            found: "money hutong/spring-1/2-1-A lent on 2024-02-29: funds has never told it"),
        Forgery(
            service: .workorders,
            change: """
                DELETE FROM funding
                WHERE community = \(CommandStory.community) AND cause = 'advance' AND place = '1-1-A'
                """,
            restoration: """
                INSERT INTO funding (community, campaign, cause, place, released_on)
                VALUES (
                    \(CommandStory.community), \(CommandStory.campaign), 'advance', '1-1-A', \(CommandStory.day)::date
                )
                """,
            found: "money hutong/spring-1/1-1-A lent on 2024-03-01: funds told it at position "),
        Forgery(
            service: .workorders,
            change: """
                UPDATE lift SET registration_code = registration_code || 'x'
                WHERE community = \(CommandStory.community) AND lift = '2-1-A'
                """,
            restoration: """
                UPDATE lift SET registration_code = left(registration_code, -1)
                WHERE community = \(CommandStory.community) AND lift = '2-1-A'
                """,
            found: "lifts hutong/2-1-A: it says 3110080501066x, and registry told 3110080501066 at position "),
        Forgery(
            service: .ballots,
            change: "UPDATE roll SET heads = heads - 1 WHERE community = \(CommandStory.community)",
            restoration: "UPDATE roll SET heads = heads + 1 WHERE community = \(CommandStory.community)",
            found: "rolls-and-rules hutong/roll: it says 4 units, 30000 counted, 2 heads, "),
        Forgery(
            service: .ballots,
            change: "UPDATE community SET parking_counts = NOT parking_counts WHERE code = \(CommandStory.community)",
            restoration:
                "UPDATE community SET parking_counts = NOT parking_counts WHERE code = \(CommandStory.community)",
            found: "rolls-and-rules hutong/parking spaces: it says they count, and registry told they do not count "),
        Forgery(
            service: .notices,
            change: """
                UPDATE assembly_item SET favour_heads = favour_heads + 1
                WHERE community = \(CommandStory.community) AND assembly = \(CommandStory.assembly) AND item = '1'
                """,
            restoration: """
                UPDATE assembly_item SET favour_heads = favour_heads - 1
                WHERE community = \(CommandStory.community) AND assembly = \(CommandStory.assembly) AND item = '1'
                """,
            found: "results hutong/spring/1 counted: it says "),
        Forgery(
            service: .notices,
            change: """
                UPDATE campaign_building SET counted = counted - 1
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign) AND building = '1'
                """,
            restoration: """
                UPDATE campaign_building SET counted = counted + 1
                WHERE community = \(CommandStory.community) AND campaign = \(CommandStory.campaign) AND building = '1'
                """,
            found: "collections hutong/spring-1/1 has: it says "),
        Forgery(
            service: .notices,
            change: """
                UPDATE work_order SET cost = cost + 1
                WHERE community = \(CommandStory.community) AND work_order = \(CommandStory.order)
                """,
            restoration: """
                UPDATE work_order SET cost = cost - 1
                WHERE community = \(CommandStory.community) AND work_order = \(CommandStory.order)
                """,
            found: "works hutong/spring-1.1-1-A completed: it says 2024-03-01 for 8001 fen, and workorders told "),
    ]
}
