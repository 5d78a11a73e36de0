import Model

/// Waits until every service has applied what the others recorded: then what they publish is about the same moment.
struct Settlement: Sendable {
    let client: ServiceClient
    let communities: [CommunityID]

    init(client: ServiceClient, communities: [CommunityID]) {
        self.client = client
        self.communities = communities
    }

    init(client: ServiceClient, community: CommunityID) { self.init(client: client, communities: [community]) }

    private struct Positions: Decodable {
        let recorded: [String: Int64]
        let applied: [String: [String: Int64]]
        let follows: [ServiceName]
        let forked: [String]
    }

    /// - Throws: `NeverSettled` after two minutes without progress; what the calls throw.
    func wait() async throws {
        let shards = shards
        var previous: [ServiceName: [Int64]]?
        var progress: [Int64] = []
        var deadline = ContinuousClock.now + .seconds(120)
        while true {
            let positions = try await all()
            let recorded = positions.mapValues { service in shards.map { service.recorded[$0] ?? 0 } }
            let isSettled = lags(positions).isEmpty
            // Applying may record something new, so that only two equal looks say that nothing moves any more.
            if isSettled, previous == recorded { return }
            previous = isSettled ? recorded : nil
            let applied = positions.values.flatMap { follower in
                follower.applied.values.flatMap { its in shards.compactMap { its[$0] } }
            }
            let now = recorded.values.joined().sorted() + applied.sorted()
            if now != progress {
                progress = now
                deadline = .now + .seconds(120)
            }
            guard .now < deadline else {
                throw NeverSettled(lags: lags(positions), forked: positions.values.flatMap(\.forked))
            }
            if !isSettled { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    private var shards: [String] { Set(communities.map { Shard(of: $0).description }).sorted() }

    /// Who is behind whom: `funds has applied 12 of 14 events of registry`.
    private func lags(_ positions: [ServiceName: Positions]) -> [String] {
        let shards = shards
        return positions.sorted { $0.key < $1.key }.flatMap { follower, its in
            its.follows.sorted().flatMap { source in
                shards.compactMap { shard -> String? in
                    let applied = its.applied[source.rawValue]?[shard] ?? 0
                    guard let whole = positions[source]?.recorded[shard], applied < whole else { return nil }
                    return "\(follower.rawValue) has applied \(applied) of \(whole) events of \(source.rawValue)"
                }
            }
        }
    }

    private func all() async throws -> [ServiceName: Positions] {
        var positions: [ServiceName: Positions] = [:]
        for service in ServiceName.allCases {
            positions[service] = try await client.get(service, "/v1/events/positions").decode(Positions.self)
        }
        return positions
    }
}

/// The services do not come to agree.
struct NeverSettled: ExitStatusError {
    let lags: [String]
    let forked: [String]

    var exitStatus: ExitStatus { .checkFailed }
    var message: String {
        "The services have not applied each other's events for two minutes: \(lags.joined(separator: ", "))."
            + (forked.isEmpty ? "" : " Stopped: \(forked.joined(separator: ", ")).")
    }
}
