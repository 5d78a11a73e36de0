import EventLog
import Model
import Postgres

/// Applications for property management committees.
struct ApplicationStore {
    /// Those of a community, the oldest first, made after `cursor`.
    func applications<Reader: Reading & ~Copyable>(
        of community: CommunityID, after cursor: Day? = nil, limit: Int = 100_000, in reader: borrowing Reader
    ) async throws -> [BodyApplication] {
        let rows = try await reader.query(
            """
            SELECT applied_on, applicants, formation, body
            FROM body_application
            WHERE community = \(community) AND (\(cursor)::date IS NULL OR applied_on > \(cursor))
            ORDER BY applied_on
            LIMIT \(limit)
            """
        ).decode((Day, Int64, String, BodyID?).self)
        return try rows.map {
            BodyApplication(appliedOn: $0.0, applicants: $0.1, formation: try Period(parsing: $0.2), body: $0.3)
        }
    }

    func insert(_ application: BodyApplication, by subject: String, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO body_application (community, applied_on, applicants, formation, recorded_by, recorded_at)
            VALUES (\(write.community), \(application.appliedOn), \(application.applicants),
                \(application.formation.description), \(subject), \(write.now))
            """)
    }

    /// Notes which body an application has led to.
    func answer(_ application: BodyApplication, by body: BodyID, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE body_application SET body = \(body)
            WHERE community = \(write.community) AND applied_on = \(application.appliedOn)
            """)
    }
}
