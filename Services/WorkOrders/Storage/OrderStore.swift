import EventLog
import Model
import Postgres

/// Work orders with their inspections, and the lifts they are for.
struct OrderStore: Sendable {
    /// Stores a lift as it now is; the code under which it was recorded first stays.
    func save(_ lift: LiftRecorded, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO lift (community, lift, registration_code, first_registration_code, installed_on)
            VALUES (
                \(write.community), \(lift.lift), \(lift.registrationCode), \(lift.registrationCode),
                \(lift.installedOn)
            )
            ON CONFLICT ON CONSTRAINT lift_pkey DO UPDATE
            SET registration_code = excluded.registration_code, installed_on = excluded.installed_on,
                -- One that an older process recorded has none.
                first_registration_code = coalesce(lift.first_registration_code, lift.registration_code)
            """)
    }

    /// Keeps that the community is part of an area; a second telling changes nothing.
    func join(_ area: CommunityID, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO merger (part, area)
            VALUES (\(write.community), \(area))
            ON CONFLICT ON CONSTRAINT merger_pkey DO NOTHING
            """)
    }

    func lifts(in write: borrowing Write) async throws -> [LiftCode] {
        try await write.query("SELECT lift FROM lift WHERE community = \(write.community)", as: LiftCode.self)
    }

    /// Adds planned orders; one that exists stays as it is.
    ///
    /// - Returns: the ids of those that are new.
    func insert(_ orders: [WorkOrder], in write: borrowing Write) async throws -> Set<OrderID> {
        Set(
            try await write.query(
                """
                INSERT INTO work_order (community, work_order, campaign, lift, work, work_class, state)
                SELECT \(write.community), work_order, campaign, lift, work, work_class, state
                FROM unnest(
                    \(orders.map(\.id)), \(orders.map(\.campaign)), \(orders.map(\.lift)),
                    \(orders.map(\.works.work)), \(orders.map(\.works.workClass)), \(orders.map(\.state)))
                    AS planned (work_order, campaign, lift, work, work_class, state)
                ON CONFLICT ON CONSTRAINT work_order_pkey DO NOTHING
                RETURNING work_order
                """, as: OrderID.self))
    }

    func order(_ id: OrderID, in write: borrowing Write) async throws -> WorkOrder? {
        try await orders(Self.select([id], of: write.community), in: write).first
    }

    /// All orders of a campaign, by building, entrance and lift.
    func orders(of campaign: CampaignID, in write: borrowing Write) async throws -> [WorkOrder] {
        try await orders(Self.select(campaign: campaign, of: write.community), in: write)
    }

    private func orders(_ selection: [SQL], in write: borrowing Write) async throws -> [WorkOrder] {
        try Self.orders(await write.pipeline(selection))
    }

    /// Stores an order as it now is.
    func update(_ order: WorkOrder, in write: borrowing Write) async throws {
        let inspections = order.inspections
        let completedAt: Timestamp? = order.completion == nil ? nil : write.now
        try await write.pipeline([
            """
            UPDATE work_order
            SET state = \(order.state), cause = \(order.release?.cause), released_on = \(order.release?.on),
                started_on = \(order.startedOn), returned_on = \(order.returnedOn),
                completed_on = \(order.completion?.on), cost = \(order.completion?.cost),
                report = \(order.completion?.report), completed_at = \(completedAt)
            WHERE community = \(write.community) AND work_order = \(order.id)
            """,
            """
            INSERT INTO inspection (community, work_order, number, result, certificate, inspected_on, recorded_at)
            SELECT \(write.community), \(order.id), number, result, certificate, inspected_on, \(write.now)
            FROM unnest(
                \(inspections.map(\.result)), \(inspections.map(\.certificate)), \(inspections.map(\.on)))
                WITH ORDINALITY AS made (result, certificate, inspected_on, number)
            ON CONFLICT ON CONSTRAINT inspection_pkey DO NOTHING
            """,
        ])
    }
}

// MARK: - Reading, in transactions and outside of them

extension OrderStore {
    static func select(_ ids: [OrderID], of community: CommunityID) -> [SQL] {
        [
            """
            SELECT work_order, campaign, lift, work, work_class, state, cause, released_on, started_on, returned_on,
                completed_on, cost, report
            FROM work_order WHERE community = \(community) AND work_order = ANY(\(ids))
            """,
            """
            SELECT work_order, result, certificate, inspected_on FROM inspection
            WHERE community = \(community) AND work_order = ANY(\(ids)) ORDER BY number
            """,
        ]
    }

    /// Two statements for `orders(_:)`; without a campaign for all orders of the community.
    static func select(campaign: CampaignID?, of community: CommunityID) -> [SQL] {
        [
            """
            SELECT work_order, campaign, lift, work, work_class, state, cause, released_on, started_on, returned_on,
                completed_on, cost, report
            FROM work_order WHERE community = \(community) AND (\(campaign) IS NULL OR campaign = \(campaign))
            """,
            """
            SELECT work_order, result, certificate, inspected_on
            FROM inspection JOIN work_order USING (community, work_order)
            WHERE community = \(community) AND (\(campaign) IS NULL OR campaign = \(campaign)) ORDER BY number
            """,
        ]
    }

    static func orders(_ results: [PostgresResult]) throws -> [WorkOrder] {
        let made = try results[1].decode((OrderID, InspectionRecorded.Result, DocumentName, Day).self)
        let inspections = Dictionary(grouping: made, by: \.0).mapValues { rows in
            rows.map { WorkOrder.Inspection(result: $0.1, certificate: $0.2, on: $0.3) }
        }
        let orders = try results[0].map { row in
            let id = try row.decode("work_order", as: OrderID.self)
            return WorkOrder(
                id: id, campaign: try row.decode("campaign"), lift: try row.decode("lift"),
                works: Mandate.Works(work: try row.decode("work"), workClass: try row.decode("work_class")),
                state: try row.decode("state"), release: try release(row), startedOn: try row.decode("started_on"),
                inspections: inspections[id] ?? [], returnedOn: try row.decode("returned_on"),
                completion: try completion(row))
        }
        return orders.sorted { ($0.lift, $0.campaign) < ($1.lift, $1.campaign) }
    }

    private static func release(_ row: PostgresRow) throws -> WorkOrder.Release? {
        guard let on = try row.decode("released_on", as: Day?.self),
            let cause = try row.decode("cause", as: OrderReleased.Cause?.self)
        else { return nil }
        return WorkOrder.Release(cause: cause, on: on)
    }

    private static func completion(_ row: PostgresRow) throws -> WorkOrder.Completion? {
        guard let on = try row.decode("completed_on", as: Day?.self),
            let cost = try row.decode("cost", as: Money?.self),
            let report = try row.decode("report", as: DocumentName?.self)
        else { return nil }
        return WorkOrder.Completion(cost: cost, report: report, on: on)
    }
}

extension OrderState: EnumColumn {}
extension DocumentName: TextColumn {}
