import EventLog
import Model
import Postgres

/// The day of a district that plays a scenario, and how far each community was told of it.
struct DayStore {
    func day<Reader: Reading & ~Copyable>(in reader: borrowing Reader) async throws -> Day? {
        try await reader.query("SELECT day FROM district_day").decode((Day).self).first
    }

    /// Sets the day, unless a later one is set.
    ///
    /// - Throws: `RegistryError.dayInPast`
    func set(_ day: Day, in transaction: borrowing Transaction) async throws {
        let set = try await transaction.execute(
            """
            INSERT INTO district_day (day) VALUES (\(day))
            ON CONFLICT ON CONSTRAINT district_day_pkey DO UPDATE SET day = EXCLUDED.day
            WHERE district_day.day <= EXCLUDED.day
            """)
        guard set == 0 else { return }
        throw RegistryError.dayInPast(current: try await self.day(in: transaction) ?? day)
    }

    /// Notes that the community is told of a day.
    ///
    /// - Returns: whether it has not been told of that day or a later one before.
    func advance(to day: Day, in write: borrowing Write) async throws -> Bool {
        try await write.execute(
            """
            UPDATE community SET day = \(day)
            WHERE code = \(write.community) AND (day IS NULL OR day < \(day))
            """) == 1
    }
}
