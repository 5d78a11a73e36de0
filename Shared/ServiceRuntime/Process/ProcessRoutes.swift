import EventLog
import HTTPTypes
import Model
import Postgres

/// What a process knows, and what its clocks say: for whoever holds the processes of a district against each other.
struct ProcessRoutes: Sendable {
    let pool: PostgresPool
    let calendar: WorkCalendar

    var routes: [Route] {
        [
            Route(
                .get, "/v1/process", roles: [.auditor, .operator], answer: View.schema,
                summary: "Which events, rules and years this process knows, and what its clock and its database's say"
            ) { _ in try .json(try await look()) }
        ]
    }

    private struct View: Encodable {
        let model: Digest256
        let calendarUntil: Int64?
        let clock: Timestamp
        let databaseClock: Timestamp

        static let schema = Schema.object([
            .required("model", .digest, "Of the events, the keys of rules and the announced years that it knows"),
            .optional("calendarUntil", .integer(), "The last year whose working days it knows"),
            .required("clock", .time, "Of the machine that it runs on, read after that of the database"),
            .required("databaseClock", .time, "The clock that decides what is in time"),
        ])
    }

    private func look() async throws -> View {
        let times = try await pool.withConnection {
            try await $0.query("SELECT clock_timestamp()", as: Timestamp.self)
        }
        guard let time = times.first else { preconditionFailure("a SELECT of one value has one row") }
        return View(
            model: ModelVersion.current, calendarUntil: calendar.years.last?.year, clock: WallClock.now(),
            databaseClock: time)
    }
}
