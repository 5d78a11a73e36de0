package import Configuration
package import EventLog
package import Logging
package import Postgres

/// What a process gives to its service.
package struct ServiceEnvironment: Sendable {
    /// The settings; a service reads its own keys, once, in its configuration type.
    package let config: ConfigReader
    /// Where commands go in and facts come out.
    package let log: EventLog
    /// The district's day.
    package let calendar: DistrictCalendar
    package let logger: Logger
    /// Who a bearer token speaks for; the registry makes it trust its own keys.
    package let tokens: TokenVerifier
    /// Whether this district plays a story, with a day that an operator sets.
    package let isScenarioDistrict: Bool

    /// The database, for reads.
    package var pool: PostgresPool { log.pool }

    package init(
        config: ConfigReader, log: EventLog, calendar: DistrictCalendar, logger: Logger, tokens: TokenVerifier,
        isScenarioDistrict: Bool
    ) {
        self.config = config
        self.log = log
        self.calendar = calendar
        self.logger = logger
        self.tokens = tokens
        self.isScenarioDistrict = isScenarioDistrict
    }
}
