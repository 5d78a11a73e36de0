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
            SELECT applied_on, applicants, formation, body, ended_how, ended_on, end_reason
            FROM body_application
            WHERE community = \(community) AND (\(cursor)::date IS NULL OR applied_on > \(cursor))
            ORDER BY applied_on
            LIMIT \(limit)
            """
        ).decode((Day, Int64, String, BodyID?, BodyApplication.End.How?, Day?, String?).self)
        return try rows.map { appliedOn, applicants, formation, body, how, on, reason in
            var application = BodyApplication(
                appliedOn: appliedOn, applicants: applicants, formation: try Period(parsing: formation), body: body)
            if let how, let on, let reason { application.end = BodyApplication.End(how: how, on: on, reason: reason) }
            return application
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

    /// Notes that an application came to nothing.
    func end(_ application: BodyApplication, by subject: String, in write: borrowing Write) async throws {
        try await write.execute(
            """
            UPDATE body_application
            SET ended_how = \(application.end?.how), ended_on = \(application.end?.on),
                end_reason = \(application.end?.reason), ended_by = \(subject)
            WHERE community = \(write.community) AND applied_on = \(application.appliedOn)
            """)
    }
}
