import EventLog
import Model
import Postgres

/// Lifts and the works on them.
struct LiftStore: Sendable {
    /// Stores a lift as it now is; the code under which it was recorded first stays.
    func store(_ lift: LiftRecorded, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO lift (
                community, lift, building, registration_code, first_registration_code, rescue_code, installed_on,
                next_inspection_on, maintainer
            )
            VALUES (
                \(write.community), \(lift.lift), \(lift.lift.building), \(lift.registrationCode),
                \(lift.registrationCode), \(lift.rescueCode), \(lift.installedOn), \(lift.nextInspectionOn),
                \(lift.maintainer)
            )
            ON CONFLICT ON CONSTRAINT lift_pkey DO UPDATE
            SET registration_code = excluded.registration_code, rescue_code = excluded.rescue_code,
                installed_on = excluded.installed_on, next_inspection_on = excluded.next_inspection_on,
                maintainer = excluded.maintainer,
                -- One that an older process recorded has none.
                first_registration_code = coalesce(lift.first_registration_code, lift.registration_code)
            """)
    }

    /// `day` is the district's day; nil where a scenario has not begun.
    func plan(_ event: OrderPlanned, at time: Timestamp, on day: Day?, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO work_order (community, work_order, campaign, lift, building, work, planned_at, planned_on)
            VALUES (
                \(write.community), \(event.order), \(event.campaign), \(event.lift), \(event.lift.building),
                \(event.works.work), \(time), \(day)
            )
            """)
    }

    /// Whether a lift is there, and not only to be added: one that is added is there once it has been in use.
    ///
    /// Of one that the registry has told of in a fact that is parked its orders say it alone.
    func isBuilt(_ lift: LiftCode, in write: borrowing Write) async throws -> Bool {
        try await write.query(
            """
            SELECT NOT EXISTS (
                SELECT
                FROM unbuilt_lift AS unbuilt
                WHERE unbuilt.community = \(write.community) AND unbuilt.lift = \(lift)
            ) AND (
                EXISTS (SELECT FROM lift WHERE community = \(write.community) AND lift = \(lift))
                OR NOT EXISTS (
                    SELECT
                    FROM work_order
                    WHERE community = \(write.community) AND lift = \(lift) AND work = 'addition'
                        AND returned_on IS NULL
                )
            )
            """, as: Bool.self
        ).first ?? true
    }

    // A step answers with the kind of work where its notice names it.

    func release(_ event: OrderReleased, in write: borrowing Write) async throws -> WorkKind {
        try await step(
            event.order,
            """
            UPDATE work_order
            SET released_on = \(event.releasedOn), cause = \(event.cause)
            WHERE community = \(write.community) AND work_order = \(event.order)
            RETURNING work
            """, in: write)
    }

    /// - Returns: the kind of work, and whether it rests on a decision under which nothing is released any more.
    func hold(_ event: OrderHeld, in write: borrowing Write) async throws -> (work: WorkKind, isSetAside: Bool) {
        let rows = try await write.query(
            """
            UPDATE work_order
            SET released_on = NULL, cause = NULL
            WHERE community = \(write.community) AND work_order = \(event.order)
            RETURNING work, EXISTS (
                SELECT
                FROM campaign
                JOIN assembly_item USING (community, assembly, item)
                WHERE campaign.community = work_order.community AND campaign.campaign = work_order.campaign
                    AND assembly_item.set_aside_on IS NOT NULL
            )
            """, as: (WorkKind, Bool).self)
        guard let (work, isSetAside) = rows.first else { throw UnknownOrder(order: event.order) }
        return (work: work, isSetAside: isSetAside)
    }

    func start(_ event: OrderStarted, at time: Timestamp, in write: borrowing Write) async throws -> WorkKind {
        try await step(
            event.order,
            """
            UPDATE work_order
            SET started_on = \(event.startedOn), started_at = \(time)
            WHERE community = \(write.community) AND work_order = \(event.order)
            RETURNING work
            """, in: write)
    }

    func inspect(_ event: InspectionRecorded, in write: borrowing Write) async throws {
        _ = try await step(
            event.order,
            """
            UPDATE work_order
            SET inspected_on = \(event.inspectedOn), inspection = \(event.result)
            WHERE community = \(write.community) AND work_order = \(event.order)
            RETURNING work
            """, in: write)
    }

    /// How a lift comes back from one order's works.
    struct Return {
        let work: WorkKind
        /// Whether a supervisory inspection was passed before.
        let hasPassed: Bool
        /// The last day on which works on the lift ended; a return that comes later may be of an earlier day.
        let since: Day
        /// The works of another order, begun and not ended, which keep the lift out of use: of the community or, from
        /// before or after a merger, of a part or an area.
        let underWay: WorkKind?
    }

    func giveBack(_ event: LiftReturned, at time: Timestamp, in write: borrowing Write) async throws -> Return {
        let rows = try await write.query(
            """
            UPDATE work_order
            SET returned_on = \(event.returnedOn), returned_at = \(time)
            WHERE community = \(write.community) AND work_order = \(event.order)
            RETURNING work, inspection, GREATEST(returned_on, (
                SELECT max(other.returned_on)
                FROM lift_order AS other
                WHERE other.community = work_order.community AND other.lift = work_order.lift
            )), (
                SELECT other.work
                FROM lift_work AS other
                WHERE other.community = work_order.community AND other.lift = work_order.lift
                    AND (other.kept_in, other.work_order) <> (work_order.community, work_order.work_order)
                    AND other.started_on IS NOT NULL AND other.returned_on IS NULL
                ORDER BY other.started_on, other.work_order
                LIMIT 1
            )
            """, as: (WorkKind, InspectionRecorded.Result?, Day, WorkKind?).self)
        guard let (work, inspection, since, underWay) = rows.first else { throw UnknownOrder(order: event.order) }
        return Return(work: work, hasPassed: inspection == .passed, since: since, underWay: underWay)
    }

    func complete(_ event: OrderCompleted, in write: borrowing Write) async throws -> WorkKind {
        try await step(
            event.order,
            """
            UPDATE work_order
            SET completed_on = \(event.completedOn), cost = \(event.cost)
            WHERE community = \(write.community) AND work_order = \(event.order)
            RETURNING work
            """, in: write)
    }

    func lift(of order: OrderID, in write: borrowing Write) async throws -> LiftCode? {
        try await write.query(
            "SELECT lift FROM work_order WHERE community = \(write.community) AND work_order = \(order)",
            as: LiftCode.self
        ).first
    }

    private func step(_ order: OrderID, _ update: SQL, in write: borrowing Write) async throws -> WorkKind {
        guard let work = try await write.query(update, as: WorkKind.self).first else {
            throw UnknownOrder(order: order)
        }
        return work
    }
}

/// A step of a work order that was never planned.
struct UnknownOrder: Error, CustomStringConvertible {
    let order: OrderID
    var description: String { "the work order \(order) was never planned" }
}
