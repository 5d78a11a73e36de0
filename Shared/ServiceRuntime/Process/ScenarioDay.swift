package import EventLog
package import Model
package import Postgres

/// Keeps the day of a scenario district in a service's own database, so that it survives a restart.
///
/// A service that asks the calendar adds the migration to its own, restores the day in its `init`, and lets `handle`
/// take `DayStarted`.
package struct ScenarioDay: Sendable {
    package static let migration = Migration(
        name: "V0001_scenario_day",
        sql: """
            CREATE TABLE scenario_day (
                one boolean NOT NULL DEFAULT true CONSTRAINT scenario_day_pkey PRIMARY KEY,
                day date    NOT NULL,
                CONSTRAINT scenario_day_one_check CHECK (one)
            )
            """)

    private let calendar: DistrictCalendar

    package init(_ calendar: DistrictCalendar) { self.calendar = calendar }

    /// Gives the calendar the day that is stored, now and later.
    ///
    /// - Throws: as ``DistrictCalendar/follow(_:)``.
    package func restore(from pool: PostgresPool) async throws { try await calendar.follow(StoredDay(pool: pool)) }

    /// The district's day at `time`; another process of the service may have heard of it first.
    ///
    /// - Throws: `PostgresError`
    package func day(at time: Timestamp, in write: borrowing Write) async throws -> Day {
        guard calendar.isScenario else { return calendar.day(at: time) }
        return try await write.query(StoredDay.statement, as: Day.self).first ?? calendar.day(at: time)
    }

    private struct StoredDay: DaySource {
        static let statement: SQL = "SELECT day FROM scenario_day"
        let pool: PostgresPool

        func day() async throws -> Day? {
            try await pool.withConnection { try await $0.query(Self.statement, as: Day.self) }.first
        }
    }

    /// Takes a day over.
    ///
    /// The communities' events arrive in any order, and a scenario's day never goes back, so the latest day counts.
    ///
    /// - Throws: `PostgresError`; ``NoScenarioDistrict`` in a district that lives by the clock.
    package func handle(_ received: Received<DayStarted>, _ write: borrowing Write) async throws {
        let stored = try await write.query(
            """
            INSERT INTO scenario_day (day) VALUES (\(received.event.day))
            ON CONFLICT ON CONSTRAINT scenario_day_pkey
            DO UPDATE SET day = greatest(scenario_day.day, excluded.day)
            RETURNING day
            """, as: Day.self)
        if let day = stored.first { try calendar.set(day: day) }
    }
}
