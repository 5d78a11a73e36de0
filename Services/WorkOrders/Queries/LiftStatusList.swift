import Model
import Postgres
import ServiceRuntime

/// Every lift of a community: whether it runs, and whether its works are done.
///
/// Works that are under way on the lift in a part of the community, from before a merger, keep it out of use too, and
/// in a part those of the area. The code that it has in the part, where nothing changes any more, is the one under
/// which the area recorded it first. A lift without a day of installation that an order is to add is not there before
/// an order has given it back. Works for which a decision that was set aside lets no money come are no longer open.
struct LiftStatusList: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ community: CommunityID) async throws -> Answer {
        let rows = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let waiting = try await transaction.query(
                "SELECT DISTINCT campaign FROM work_order WHERE community = \(community) AND state = 'held'",
                as: CampaignID.self)
            let covered = try await transaction.query(
                SetAsideDecisions.select(coveredOf: waiting, of: community), as: CampaignID.self)
            return try await transaction.query(
                """
                WITH RECURSIVE below AS (
                    SELECT lift AS here, community, lift, coalesce(first_registration_code, registration_code) AS code
                    FROM lift
                    WHERE community = \(community)
                    UNION
                    SELECT below.here, earlier.community, earlier.lift,
                        coalesce(earlier.first_registration_code, earlier.registration_code)
                    FROM below
                    JOIN merger ON merger.area = below.community
                    JOIN lift AS earlier ON earlier.community = merger.part AND earlier.registration_code = below.code
                ), above AS (
                    SELECT lift AS here, community, lift, registration_code AS code
                    FROM lift
                    WHERE community = \(community)
                    UNION
                    SELECT above.here, later.community, later.lift, later.registration_code
                    FROM above
                    JOIN merger ON merger.part = above.community
                    JOIN lift AS later ON later.community = merger.area
                        AND coalesce(later.first_registration_code, later.registration_code) = above.code
                ), same AS (
                    SELECT here, community, lift FROM below
                    UNION
                    SELECT here, community, lift FROM above
                )
                SELECT
                    lift.lift, coalesce(array_agg(state) FILTER (WHERE concerns), '{}'),
                    max(returned_on),
                    lift.installed_on IS NULL
                        AND coalesce(bool_or(work = 'addition') AND bool_and(returned_on IS NULL), false)
                FROM lift
                LEFT JOIN (
                    SELECT
                        here, work, state, returned_on,
                        CASE
                            WHEN state = 'held'
                            THEN work_order.community = \(community) AND campaign <> ALL(\(covered))
                            ELSE work_order.community = \(community)
                                OR state IN ('started', 'inspectionFailed', 'inspected')
                        END AS concerns
                    FROM same
                    JOIN work_order USING (community, lift)
                ) AS works ON works.here = lift.lift
                WHERE lift.community = \(community)
                GROUP BY lift.lift, lift.installed_on
                """, as: (LiftCode, [OrderState], Day?, Bool).self)
        }
        return Answer(
            rows.map { lift, states, returnedOn, isToBeAdded in
                Item(lift, LiftStatus(orders: states, isToBeAdded: isToBeAdded), returnedOn)
            }.sorted { $0.lift < $1.lift })
    }

    struct Answer: Sendable, Encodable {
        let items: [Item]
        let lifts: Int
        let inUse: Int
        let underWork: Int
        let notBuilt: Int
        /// Lifts whose works are done.
        let done: Int

        init(_ items: [Item]) {
            self.items = items
            lifts = items.count
            inUse = items.count { $0.state == .inUse }
            underWork = items.count { $0.state == .underWork }
            notBuilt = items.count { $0.state == .notBuilt }
            done = items.count { $0.worksDone }
        }
    }

    struct Item: Sendable, Encodable {
        let lift: LiftCode
        let building: BuildingCode
        let state: LiftStatus.State
        let worksDone: Bool
        /// When it last came back from works, also from those of a part or of the area.
        let returnedOn: Day?

        init(_ lift: LiftCode, _ status: LiftStatus, _ returnedOn: Day?) {
            self.lift = lift
            building = lift.building
            state = status.state
            worksDone = status.worksDone
            self.returnedOn = returnedOn
        }
    }
}
