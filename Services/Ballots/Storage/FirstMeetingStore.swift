import EventLog
import Model
import Postgres

/// Every statement about first meetings, and what their occasion is measured by.
struct FirstMeetingStore: Sendable {
    /// How much of the write's community was handed over, by this service's copy of the roll.
    func delivered(in write: borrowing Write) async throws -> Delivered? {
        try await write.query(
            """
            SELECT roll.counted_area, roll.heads, (
                SELECT coalesce(sum(unit.area), 0)::bigint
                FROM roll_unit AS unit
                WHERE unit.community = community.code
                    AND (community.parking_counts OR NOT unit.is_parking)
                    AND position(convert_to('"ownerKind":"developer"', 'UTF8') IN unit.record) = 0
            )
            FROM community
            JOIN roll ON roll.community = community.code
            WHERE community.code = \(write.community)
                AND roll.is_complete
            """,
            as: (Area, Int64, Area).self
        ).first.map { Delivered(whole: Weight(area: $0.0, heads: $0.1), area: $0.2) }
    }

    func insert(
        _ meeting: FirstMeeting, _ delivered: Delivered?, of assembly: AssemblyID, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO first_meeting (
                assembly, first_delivered_on, request_by, request_owners, request_area, evidence, delivered_area, whole_area
            )
            SELECT number, \(meeting.firstDeliveredOn), \(meeting.request?.by), \(meeting.request?.owners),
                \(meeting.request?.area), \(meeting.request?.evidence), \(delivered?.area), \(delivered?.whole.area)
            FROM assembly
            WHERE community = \(write.community)
                AND code = \(assembly)
            """)
    }

    /// What was said for a first meeting; nil for any other.
    func meeting(of stored: StoredAssembly, in transaction: borrowing Transaction) async throws -> FirstMeeting? {
        guard stored.assembly.terms.convener == .preparatoryGroup else { return nil }
        return try Self.meeting(try await transaction.query(Self.select(stored.number)))
    }

    func meeting(of stored: StoredAssembly, in write: borrowing Write) async throws -> FirstMeeting? {
        guard stored.assembly.terms.convener == .preparatoryGroup else { return nil }
        return try Self.meeting(try await write.query(Self.select(stored.number)))
    }

    private static func select(_ assembly: Int64) -> SQL {
        """
        SELECT first_delivered_on, request_by, request_owners, request_area, evidence
        FROM first_meeting
        WHERE assembly = \(assembly)
        """
    }

    private static func meeting(_ rows: PostgresResult) throws -> FirstMeeting? {
        try rows.decode((Day?, FirstMeeting.Request.Party?, Int64?, Area?, Digest256?).self).first.map { row in
            var request: FirstMeeting.Request?
            if let party = row.1, let evidence = row.4 {
                request = FirstMeeting.Request(by: party, owners: row.2, area: row.3, evidence: evidence)
            }
            return FirstMeeting(firstDeliveredOn: row.0, request: request)
        }
    }
}

extension FirstMeeting.Request.Party: EnumColumn {}
