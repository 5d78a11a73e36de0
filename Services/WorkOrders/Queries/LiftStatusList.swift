import Model
import Postgres

/// Every lift of a community: whether it runs, and whether its works are done.
///
/// Works that are under way on the lift in a part of the community, from before a merger, keep it out of use too.
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
                SELECT lift.lift, coalesce(array_agg(state) FILTER (WHERE state IS NOT NULL), '{}'), max(returned_on)
                FROM lift
                LEFT JOIN LATERAL (
                    SELECT state, returned_on
                    FROM work_order
                    WHERE work_order.community = lift.community AND work_order.lift = lift.lift
                    UNION ALL
                    SELECT state, returned_on
                    FROM lift AS same
                    JOIN work_order USING (community, lift)
                    WHERE same.registration_code = lift.registration_code
                        AND same.community IN (SELECT part FROM part)
                        AND state IN ('started', 'inspectionFailed', 'inspected')
                ) AS works ON true
                WHERE lift.community = \(community)
                GROUP BY lift.lift
                """, as: (LiftCode, [OrderState], Day?).self)
        }
        return Answer(
            rows.map { lift, states, returnedOn in
                Item(lift, LiftStatus(orders: states), returnedOn)
            }.sorted { $0.lift < $1.lift })
    }

    struct Answer: Sendable, Encodable {
        let items: [Item]
        let lifts: Int
        let inUse: Int
        let underWork: Int
        /// Lifts whose works are done.
        let done: Int

        init(_ items: [Item]) {
            self.items = items
            lifts = items.count
            inUse = items.count { $0.state == .inUse }
            underWork = items.count { $0.state == .underWork }
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
