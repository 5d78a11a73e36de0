import EventLog
import Model
import Postgres

extension LiftCare.UserUnit.Kind: EnumColumn {}
extension LiftCare.Change.Kind: EnumColumn {}

/// Marks, user units and changes of maintainers.
struct LiftCareStore {
    /// The care of the lifts; those without an entry have none.
    func care<Reader: Reading & ~Copyable>(
        of lifts: [LiftCode], in community: CommunityID, through reader: borrowing Reader
    ) async throws -> [LiftCode: LiftCare] {
        guard !lifts.isEmpty else { return [:] }
        let rows = try await reader.query(
            """
            SELECT lift, use_mark, marked_on, user_unit_kind, user_unit_name, user_unit_since
            FROM lift_care
            WHERE community = \(community) AND lift = ANY(\(lifts))
            """
        ).decode((LiftCode, String?, Day?, LiftCare.UserUnit.Kind?, String?, Day?).self)
        var found = Dictionary(lifts.map { ($0, LiftCare.unknown) }) { first, _ in first }
        for (lift, mark, markedOn, kind, name, since) in rows {
            var unit: LiftCare.UserUnit?
            if let kind, let since { unit = LiftCare.UserUnit(kind: kind, name: name, since: since) }
            found[lift] = LiftCare(useMark: mark, markedOn: markedOn, userUnit: unit, changes: [])
        }
        let changes = try await reader.query(
            """
            SELECT lift, number, kind, previous, current, changed_on, period, done_on
            FROM lift_change
            WHERE community = \(community) AND lift = ANY(\(lifts))
            ORDER BY lift, number
            """
        ).decode((LiftCode, Int64, LiftCare.Change.Kind, String?, String?, Day, String?, Day?).self)
        for (lift, number, kind, previous, current, changedOn, period, doneOn) in changes {
            found[lift]?.changes.append(
                LiftCare.Change(
                    number: number, kind: kind, from: previous, to: current, changedOn: changedOn,
                    period: try period.map { try Period(parsing: $0) }, doneOn: doneOn))
        }
        return found
    }

    func save(_ lifts: [CaredLift], in write: borrowing Write) async throws {
        let codes = lifts.map(\.lift.code)
        let changes = lifts.flatMap { lift in lift.care.changes.map { (lift.lift.code, $0) } }
        try await write.pipeline([
            """
            INSERT INTO lift_care (community, lift, use_mark, marked_on, user_unit_kind, user_unit_name, user_unit_since)
            SELECT \(write.community), listed.*
            FROM unnest(\(codes), \(lifts.map(\.care.useMark)), \(lifts.map(\.care.markedOn)),
                \(lifts.map { $0.care.userUnit?.kind }), \(lifts.map { $0.care.userUnit?.name }),
                \(lifts.map { $0.care.userUnit?.since })) AS listed
            ON CONFLICT ON CONSTRAINT lift_care_pkey DO UPDATE SET
                use_mark = EXCLUDED.use_mark,
                marked_on = EXCLUDED.marked_on,
                user_unit_kind = EXCLUDED.user_unit_kind,
                user_unit_name = EXCLUDED.user_unit_name,
                user_unit_since = EXCLUDED.user_unit_since
            """,
            """
            INSERT INTO lift_change (community, lift, number, kind, previous, current, changed_on, period, done_on,
                recorded_at)
            SELECT \(write.community), listed.*, \(write.now)
            FROM unnest(\(changes.map(\.0)), \(changes.map(\.1.number)), \(changes.map(\.1.kind)),
                \(changes.map(\.1.from)), \(changes.map(\.1.to)), \(changes.map(\.1.changedOn)),
                \(changes.map { $0.1.period?.description }), \(changes.map(\.1.doneOn))) AS listed
            ON CONFLICT ON CONSTRAINT lift_change_pkey DO UPDATE SET done_on = EXCLUDED.done_on
            """,
        ])
    }
}
