import Model

/// What a district said of itself when it was asked, before anything is made of it.
struct DistrictView: Sendable {
    let url: String
    /// Why the gateway does not answer; nil where it does.
    var gatewayFault: String?
    var services: [ServiceView]
    var day: DistrictDay?
    /// Why nobody asked for what only operators and auditors may see.
    var closed: String?
    var communities: CommunitiesView?
}

/// The district's day, as the registry tells it.
struct DistrictDay: Decodable, Sendable {
    let day: Day
    let isScenario: Bool
}

/// What came of one question.
enum Reply<Value: Sendable>: Sendable {
    case said(Value)
    case failed(any ExitStatusError)

    var value: Value? {
        guard case .said(let value) = self else { return nil }
        return value
    }

    var failure: (any ExitStatusError)? {
        guard case .failed(let failure) = self else { return nil }
        return failure
    }
}

/// What a service said of itself.
struct ServiceView: Sendable {
    let service: ServiceName
    var readiness: Reply<Ready>
    var process: Reply<ProcessView>?
    /// How its log stood at one or two moments.
    var positions: [Reply<EventsLag.Positions>] = []
    var parked: Reply<[Parked]>?

    struct Ready: Sendable {
        let broker: String
        let took: Duration
    }

    struct Parked: Decodable, Sendable {
        let parkedAt: Timestamp
    }

    var isReady: Bool { readiness.value != nil }

    /// What it said of its log at both moments; nil where it did not.
    var bothPositions: (first: EventsLag.Positions, second: EventsLag.Positions)? {
        guard positions.count == 2, let first = positions[0].value, let second = positions[1].value else { return nil }
        return (first, second)
    }

    /// Why it did not say what a service that is ready can say.
    var failures: [any ExitStatusError] {
        positions.compactMap(\.failure) + [process?.failure, parked?.failure].compactMap(\.self)
    }
}

/// What a process said of itself, and between which moments of this machine.
struct ProcessView: Sendable {
    let said: Said
    let asked: Timestamp
    let heard: Timestamp

    struct Said: Decodable, Sendable {
        let model: Digest256
        let calendarUntil: Int64?
        let clock: Timestamp
        let databaseClock: Timestamp
    }
}

/// What the latest assemblies and digests of the communities say.
struct CommunitiesView: Sendable {
    /// Votings that are not counted.
    var votings: [Voting] = []
    /// The day of the newest digest of each community that has one.
    var digests: [CommunityID: Day] = [:]
    /// Services that did not say it of every community.
    var unread: Set<ServiceName> = []

    struct Voting: Sendable {
        let community: CommunityID
        let assembly: String
        /// When the next step is due, which needs nobody.
        let until: Timestamp
    }
}
