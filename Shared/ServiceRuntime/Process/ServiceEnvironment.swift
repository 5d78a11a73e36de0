package import Configuration
package import Logging

/// What a process gives to its service.
package struct ServiceEnvironment: Sendable {
    /// The settings; a service reads its own keys, once, in its configuration type.
    package let config: ConfigReader
    /// The district's day.
    package let calendar: DistrictCalendar
    package let logger: Logger
    /// Who a bearer token speaks for. The registry makes it trust its own keys.
    package let tokens: TokenVerifier
    /// Calls to the other services, for the few internal requests that are not events.
    package let peers: PeerClient
    /// Whether this district plays a story, with a day that an operator sets.
    package let isScenarioDistrict: Bool

    package init(
        config: ConfigReader, calendar: DistrictCalendar, logger: Logger, tokens: TokenVerifier, peers: PeerClient,
        isScenarioDistrict: Bool
    ) {
        self.config = config
        self.calendar = calendar
        self.logger = logger
        self.tokens = tokens
        self.peers = peers
        self.isScenarioDistrict = isScenarioDistrict
    }
}
