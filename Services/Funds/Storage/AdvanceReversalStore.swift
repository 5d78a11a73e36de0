import EventLog
import Model
import Postgres

/// Which advances were taken back, and who has asked for it; rows are only ever added.
struct AdvanceReversalStore: Sendable {
    /// Who asked last for an advance to be taken back, as long as that counts (decision 70).
    func request(for advance: AdvanceID, in write: borrowing Write) async throws -> AdvanceReversal.Request? {
        try await write.query(
            """
            SELECT number, reason, entered_by, person FROM advance_reversal_request
            WHERE community = \(write.community) AND advance = \(advance)
                AND entered_at > \(write.now)::timestamptz - interval '30 days'
            ORDER BY number DESC
            LIMIT 1
            """, as: (Int64, ReversalReason, String, String).self
        ).first.map { AdvanceReversal.Request(number: $0.0, reason: $0.1, enteredBy: $0.2, person: $0.3) }
    }

    func insert(_ reversal: AdvanceReversal, by person: Person, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO advance_reversal_request (community, advance, reason, entered_by, person, entered_at)
            VALUES (
                \(write.community), \(reversal.advance), \(reversal.reason), \(person.subject), \(person.id),
                \(write.now))
            """)
    }

    func insert(
        _ reversal: AdvanceReversal, reversedOn day: Day, on request: AdvanceReversal.Request,
        approvedBy person: Person, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO advance_reversal (
                community, advance, reason, reversed_on, recorded_at, request, approved_by, approver)
            VALUES (
                \(write.community), \(reversal.advance), \(reversal.reason), \(day), \(write.now), \(request.number),
                \(person.subject), \(person.id))
            """)
    }

    /// Why an advance was taken back, as the second person wrote it.
    func reason(of advance: AdvanceID, in write: borrowing Write) async throws -> ReversalReason? {
        try await write.query(
            "SELECT reason FROM advance_reversal WHERE community = \(write.community) AND advance = \(advance)",
            as: ReversalReason.self
        ).first
    }

    /// The lifts of an advance for which another one of its campaign holds.
    func alsoLentFor(by advance: Advance, in write: borrowing Write) async throws -> Set<LiftCode> {
        Set(
            try await write.query(
                """
                SELECT DISTINCT part.lift
                FROM advance AS other JOIN advanced_lift AS part USING (community, advance)
                WHERE community = \(write.community) AND campaign = \(advance.campaign) AND advance <> \(advance.id)
                    AND part.lift = ANY(\(advance.lifts.map(\.lift)))
                    AND NOT EXISTS (
                        SELECT
                        FROM advance_reversal AS reversal
                        WHERE reversal.community = other.community AND reversal.advance = other.advance
                    )
                """, as: LiftCode.self))
    }
}
