import EventLog
import Model
import Postgres

/// Moves the calendar of a district that plays a scenario, and tells every community.
struct StartDay: Sendable {
    let log: EventLog
    let isScenarioDistrict: Bool
    let expiry: WarnOfExpiry
    let communities = CommunityStore()
    let days = DayStore()

    struct Answer: Codable, Sendable {
        let day: Day
        /// Communities that were told of it just now.
        let told: Int
    }

    /// Stores the day, and then tells one community after the other, each in its own shard.
    ///
    /// A process that dies in between leaves some untold; the same command again tells those, and only those.
    ///
    /// - Throws: `RegistryError.noScenarioDistrict`, `.dayInPast`
    func handle(_ day: Day) async throws -> Answer {
        guard isScenarioDistrict else { throw RegistryError.noScenarioDistrict }
        let codes = try await log.pool.withTransaction { transaction in
            try await days.set(day, in: transaction)
            return try await communities.codes(in: transaction)
        }
        var told = 0
        for code in codes {
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
