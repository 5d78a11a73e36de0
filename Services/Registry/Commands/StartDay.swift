import EventLog
import Logging
import Model
import Postgres
import Repetition

/// Moves the calendar of a district that plays a scenario, and tells every community.
struct StartDay: Sendable {
    let log: EventLog
    let isScenarioDistrict: Bool
    let expiry: WarnOfExpiry
    let logger: Logger
    let communities = CommunityStore()
    let days = DayStore()

    struct Answer: Codable, Sendable {
        let day: Day
        /// Communities that were told of it just now.
        let told: Int
    }

    /// Stores the day, and then tells one community after the other, each in its own shard.
    ///
    /// A process that dies in between leaves some untold, as does a fault in one of them; the same command again tells
    /// those, and only those.
    ///
    /// - Throws: `RegistryError.noScenarioDistrict`, `.dayInPast`; `LeftOver` with those that are untold
    func handle(_ day: Day) async throws -> Answer {
        guard isScenarioDistrict else { throw RegistryError.noScenarioDistrict }
        let codes = try await log.pool.withTransaction { transaction in
            try await days.set(day, in: transaction)
            return try await communities.codes(in: transaction)
        }
        var told = 0
        try await EachInTurn("starting a day", of: "community", logger).go(through: codes) { code in
            let isNews = try await log.write(to: code) { write in
                guard try await days.advance(to: day, in: write) else { return false }
                try write.append(DayStarted(day: day))
                try await expiry.warn(on: day, in: write)
                return true
            }
            if isNews { told += 1 }
        }
        return Answer(day: day, told: told)
    }
}
