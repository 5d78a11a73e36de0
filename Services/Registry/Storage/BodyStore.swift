import EventLog
import Model
import Postgres

extension RuleException.Authority: EnumColumn {}

/// Bodies with everybody who has or had a seat in them.
struct BodyStore {
    /// The bodies of a community in the order of their codes, those after `cursor`.
    func bodies<Reader: Reading & ~Copyable>(
        of community: CommunityID, after cursor: String = "", limit: Int = 100_000, in reader: borrowing Reader
    ) async throws -> [Body] {
        let rows = try await reader.query(
            """
            SELECT code, kind, origin, seats, applicants, seated_on, term_ends_on, adoption,
                exception_reason, exception_by, exception_breaches, warned_on, ended_on, end_cause, hand_over,
                handed_over_on, handed_over_to, list_posted_on
            FROM body
            WHERE community = \(community) AND code COLLATE "C" > \(cursor)
            ORDER BY code COLLATE "C"
            LIMIT \(limit)
            """
        ).decode(
            (
                BodyID, BodyKind, BodyOrigin, Int64, Int64?, Day, Day?, Int32, String?, RuleException.Authority?,
                PostgresJSON?, Day?, Day?, BodyEndCause?, String?, Day?, BodyID?, Day?
            ).self)
        guard !rows.isEmpty else { return [] }
        let codes = rows.map(\.0)
        let seatings = try await seatings(of: codes, of: community, in: reader)
        let alternates = try await alternates(of: codes, of: community, in: reader)
        return try rows.map { row in
            var exception: RuleException?
            if let reason = row.8, let authority = row.9, let breaches = row.10 {
                exception = RuleException(
                    reason: reason, allowedBy: authority,
                    breaches: try CanonicalJSON.decode([RuleBreach].self, from: breaches.bytes))
            }
            var ending: Body.Ending?
            if let on = row.12, let cause = row.13 {
                ending = Body.Ending(cause: cause, on: on, handOver: try row.14.map { try Period(parsing: $0) })
            }
            return Body(
                code: row.0, kind: row.1, origin: row.2, seats: row.3, applicants: row.4, seatedOn: row.5,
                termEndsOn: row.6, adoption: row.7, listPostedOn: row.17, exception: exception,
                seatings: seatings[row.0] ?? [],
                alternates: alternates[row.0] ?? [], warnedOn: row.11, ending: ending,
                handedOver: row.15.map { Body.HandOver(on: $0, to: row.16) })
        }
    }

    private func seatings<Reader: Reading & ~Copyable>(
        of bodies: [BodyID], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [BodyID: [Body.Seating]] {
        let rows = try await reader.query(
            """
            SELECT body, seat, turn, member, represents, office, portfolios, since, until, cause
            FROM body_seat
            WHERE community = \(community) AND body = ANY(\(bodies))
            ORDER BY body, seat, turn
            """
        ).decode(
            (BodyID, Int64, Int64, MemberID, Represents, BodyOffice, String, Day, Day?, LeavingCause?).self)
        let suspensions = try await suspensions(of: bodies, of: community, in: reader)
        let seatings = rows.map { body, seat, turn, member, represents, office, portfolios, since, until, cause in
            (
                body,
                Body.Seating(
                    seat: seat, turn: turn, member: member, represents: represents, office: office,
                    portfolios: portfolios.split(separator: "+").compactMap { Portfolio(rawValue: String($0)) },
                    since: since, until: until, cause: cause,
                    suspensions: suspensions[SuspensionKey(body: body, seat: seat, turn: turn)] ?? [])
            )
        }
        return Dictionary(grouping: seatings, by: \.0).mapValues { $0.map(\.1) }
    }

    private func alternates<Reader: Reading & ~Copyable>(
        of bodies: [BodyID], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [BodyID: [Body.Alternate]] {
        let rows = try await reader.query(
            """
            SELECT body, rank, member, votes, seated_on, left_on, cause
            FROM body_alternate
            WHERE community = \(community) AND body = ANY(\(bodies))
            ORDER BY body, rank
            """
        ).decode((BodyID, Int64, MemberID, Int64?, Day?, Day?, LeavingCause?).self)
        let alternates = rows.map { body, rank, member, votes, seatedOn, leftOn, cause in
            (
                body,
                Body.Alternate(
                    rank: rank, member: member, votes: votes, seatedOn: seatedOn, leftOn: leftOn, cause: cause)
            )
        }
        return Dictionary(grouping: alternates, by: \.0).mapValues { $0.map(\.1) }
    }

    private struct SuspensionKey: Hashable {
        let body: BodyID
        let seat: Int64
        let turn: Int64
    }

    private func suspensions<Reader: Reading & ~Copyable>(
        of bodies: [BodyID], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [SuspensionKey: [Suspension]] {
        let rows = try await reader.query(
            """
            SELECT body, seat, turn, from_day, until_day, cause, decided_by, ended_on, ended_how
            FROM body_suspension
            WHERE community = \(community) AND body = ANY(\(bodies))
            ORDER BY from_day
            """
        ).decode(
            (BodyID, Int64, Int64, Day, Day?, SuspensionCause, RuleException.Authority, Day?, SuspensionEnd?).self)
        return rows.reduce(into: [:]) { suspensions, row in
            var suspension = Suspension(from: row.3, until: row.4, cause: row.5, decidedBy: row.6)
            if let lastDay = row.7, let how = row.8 { suspension.ended = .init(lastDay: lastDay, how: how) }
            suspensions[SuspensionKey(body: row.0, seat: row.1, turn: row.2), default: []].append(suspension)
        }
    }

    /// Communities that have a body in office of whose term's end nobody has been warned, or a suspension with an end.
    func communitiesToWarn<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> [CommunityID] {
        try await reader.query(
            """
            SELECT DISTINCT community
            FROM body
            WHERE ended_on IS NULL AND warned_on IS NULL AND term_ends_on IS NOT NULL
            UNION
            SELECT DISTINCT community
            FROM body_suspension
            WHERE ended_on IS NULL AND until_day IS NOT NULL
            ORDER BY community
            """
        ).decode((CommunityID).self)
    }

    func insert(_ body: Body, by subject: String, in write: borrowing Write) async throws {
        let breaches = try body.exception.map { PostgresJSON(bytes: try CanonicalJSON.encode($0.breaches)) }
        try await write.execute(
            """
            INSERT INTO body (community, code, kind, origin, seats, applicants, seated_on, term_ends_on, adoption,
                exception_reason, exception_by, exception_breaches, recorded_by, recorded_at, list_posted_on)
            VALUES (\(write.community), \(body.code), \(body.kind), \(body.origin), \(body.seats), \(body.applicants),
                \(body.seatedOn), \(body.termEndsOn), \(body.adoption), \(body.exception?.reason),
                \(body.exception?.allowedBy), \(breaches), \(subject), \(write.now),
                \(body.listPostedOn))
            """)
        try await update(body, in: write)
    }

    /// Stores what can change of a body; seats and alternates are added to, and their ends noted.
    func update(_ body: Body, in write: borrowing Write) async throws {
        let (seatings, alternates) = (body.seatings, body.alternates)
        let suspended = seatings.flatMap { seating in seating.suspensions.map { (seating: seating, of: $0) } }
        try await write.pipeline([
            """
            UPDATE body SET
                warned_on = \(body.warnedOn),
                ended_on = \(body.ending?.on),
                end_cause = \(body.ending?.cause),
                hand_over = \(body.ending?.handOver?.description),
                handed_over_on = \(body.handedOver?.on),
                handed_over_to = \(body.handedOver?.to)
            WHERE community = \(write.community) AND code = \(body.code)
            """,
            """
            INSERT INTO body_seat (community, body, seat, turn, member, represents, office, portfolios, since, until, cause)
            SELECT \(write.community), \(body.code), listed.*
            FROM unnest(\(seatings.map(\.seat)), \(seatings.map(\.turn)), \(seatings.map(\.member)),
                \(seatings.map(\.represents)), \(seatings.map(\.office)),
                \(seatings.map { $0.portfolios.map(\.rawValue).joined(separator: "+") }), \(seatings.map(\.since)),
                \(seatings.map(\.until)), \(seatings.map(\.cause))) AS listed
            ON CONFLICT ON CONSTRAINT body_seat_pkey DO UPDATE SET
                office = EXCLUDED.office,
                portfolios = EXCLUDED.portfolios,
                until = EXCLUDED.until,
                cause = EXCLUDED.cause
            """,
            """
            INSERT INTO body_suspension (community, body, seat, turn, from_day, until_day, cause, decided_by, ended_on,
                ended_how)
            SELECT \(write.community), \(body.code), listed.*
            FROM unnest(\(suspended.map(\.seating.seat)), \(suspended.map(\.seating.turn)),
                \(suspended.map(\.of.from)), \(suspended.map(\.of.until)), \(suspended.map(\.of.cause)),
                \(suspended.map(\.of.decidedBy)), \(suspended.map { $0.of.ended?.lastDay }),
                \(suspended.map { $0.of.ended?.how })) AS listed
            ON CONFLICT ON CONSTRAINT body_suspension_pkey DO UPDATE SET
                ended_on = EXCLUDED.ended_on,
                ended_how = EXCLUDED.ended_how
            """,
            """
            INSERT INTO body_alternate (community, body, rank, member, votes, seated_on, left_on, cause)
            SELECT \(write.community), \(body.code), listed.*
            FROM unnest(\(alternates.map(\.rank)), \(alternates.map(\.member)), \(alternates.map(\.votes)),
                \(alternates.map(\.seatedOn)), \(alternates.map(\.leftOn)), \(alternates.map(\.cause))) AS listed
            ON CONFLICT ON CONSTRAINT body_alternate_pkey DO UPDATE SET
                seated_on = EXCLUDED.seated_on,
                left_on = EXCLUDED.left_on,
                cause = EXCLUDED.cause
            """,
        ])
    }
}
