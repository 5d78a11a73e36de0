import Model
import Postgres

/// Rounds of nominations as they are looked at.
struct NominationQueries: Sendable {
    let pool: PostgresPool
    let nominations = NominationStore()

    /// A round with its nominations, and the lists as they were posted, the last one first.
    struct Detail: Sendable {
        let round: NominationRound
        let nominations: [Nomination]
        let postings: [NominationPosting]
    }

    /// - Throws: `NominationRefusal.unknownRound`
    func detail(_ code: RoundCode, of community: CommunityID) async throws -> Detail {
        try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let stored = try await nominations.round(code, of: community, in: transaction)
            return Detail(
                round: stored.round, nominations: try await nominations.nominations(of: stored, in: transaction),
                postings: try await nominations.postings(of: stored, in: transaction))
        }
    }

    struct Row: Encodable, Sendable {
        let round: RoundCode
        let body: BodyID
        let seats: Int64
        let opensOn: Day
        let closesOn: Day
    }

    /// The rounds of a community, the latest first.
    func list(
        of community: CommunityID, from cursor: Int64?, limit: Int
    ) async throws -> (rows: [Row], next: Int64?) {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT number, code, body, seats, opens_on, closes_on
                FROM nomination_round
                WHERE community = \(community)
                    AND number <= \(cursor ?? .max)
                ORDER BY number DESC
                LIMIT \(limit + 1)
                """,
                as: (Int64, RoundCode, BodyID, Int64, Day, Day).self)
        }
        return (
            rows.prefix(limit).map { Row(round: $0.1, body: $0.2, seats: $0.3, opensOn: $0.4, closesOn: $0.5) },
            rows.count > limit ? rows[limit].0 : nil
        )
    }
}
