import Model
import Postgres

/// Every lift of a community: whether it runs, and whether its works are done.
///
/// Works that are under way on the lift in a part of the community, from before a merger, keep it out of use too. A
/// lift without a day of installation that an order is to add is not there before an order has given it back.
struct LiftStatusList: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ community: CommunityID) async throws -> Answer {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                WITH RECURSIVE part AS (
                    SELECT merger.part FROM merger WHERE area = \(community)
                    UNION
                    SELECT merger.part FROM merger JOIN part ON merger.area = part.part
                )
                SELECT
                    lift.lift, coalesce(array_agg(state) FILTER (WHERE concerns), '{}'),
                    max(returned_on) FILTER (WHERE concerns),
                    lift.installed_on IS NULL
                        AND coalesce(bool_or(work = 'addition') AND bool_and(returned_on IS NULL), false)
                FROM lift
                LEFT JOIN LATERAL (
                    SELECT work, state, returned_on, true AS concerns
                    FROM work_order
                    WHERE work_order.community = lift.community AND work_order.lift = lift.lift
                    UNION ALL
                    SELECT work, state, returned_on, state IN ('started', 'inspectionFailed', 'inspected')
                    FROM lift AS same
                    JOIN work_order USING (community, lift)
                    WHERE same.registration_code = lift.registration_code
                        AND same.community IN (SELECT part FROM part)
                ) AS works ON true
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
        /// When it last came back from works.
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
