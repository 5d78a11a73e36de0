import Model
import Postgres

/// Every lift of a community: in use, under work, or done.
struct LiftStatusList: Sendable {
    let pool: PostgresPool

    func callAsFunction(_ community: CommunityID) async throws -> Answer {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT lift, coalesce(array_agg(state) FILTER (WHERE state IS NOT NULL), '{}'), max(returned_on)
                FROM lift LEFT JOIN work_order USING (community, lift)
                WHERE community = \(community)
                GROUP BY lift
                """, as: (LiftCode, [OrderState], Day?).self)
        }
        return Answer(
            rows.map { lift, states, returnedOn in
                Item(
                    lift: lift, building: lift.building, status: LiftStatus(orders: states), returnedOn: returnedOn)
            }.sorted { $0.lift < $1.lift })
    }

    struct Answer: Sendable, Encodable {
        let items: [Item]
        let lifts: Int
        /// Lifts that run, their works done or not begun.
        let inUse: Int
        let underWork: Int
        let done: Int

        init(_ items: [Item]) {
            self.items = items
            lifts = items.count
            inUse = items.count { $0.status != .underWork }
            underWork = items.count { $0.status == .underWork }
            done = items.count { $0.status == .done }
        }
    }

    struct Item: Sendable, Encodable {
        let lift: LiftCode
        let building: BuildingCode
        let status: LiftStatus
        /// When it last came back from works.
        let returnedOn: Day?
    }
}
