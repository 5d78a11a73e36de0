import Model

/// Waits until every service has applied what the others recorded: then what they publish is about the same moment.
struct Settlement: Sendable {
    let client: ServiceClient
    let community: CommunityID

    private struct Positions: Decodable {
        let recorded: [String: Int64]
        let applied: [String: [String: Int64]]
        let follows: [ServiceName]
        let forked: [String]
    }

    /// - Throws: `NeverSettled` after two minutes without progress; what the calls throw.
    func wait() async throws {
        let shard = Shard(of: community).description
        var previous: [ServiceName: Int64]?
        var progress: [Int64] = []
        var deadline = ContinuousClock.now + .seconds(120)
        while true {
            let positions = try await all()
            let recorded = positions.mapValues { $0.recorded[shard] ?? 0 }
            let isSettled = positions.allSatisfy { _, follower in
                follower.follows.allSatisfy { source in
                    follower.applied[source.rawValue]?[shard] ?? 0 >= recorded[source] ?? 0
                }
            }
            // Applying may record something new, so that only two equal looks say that nothing moves any more.
            if isSettled, previous == recorded { return }
            previous = isSettled ? recorded : nil
            let now =
                recorded.values.sorted()
                + positions.values.flatMap { $0.applied.values.compactMap { $0[shard] } }.sorted()
            if now != progress {
                progress = now
                deadline = .now + .seconds(120)
            }
            guard .now < deadline else {
                throw NeverSettled(lags: lags(positions, recorded), forked: positions.values.flatMap(\.forked))
            }
            if !isSettled { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    /// Who is behind whom: `funds has applied 12 of 14 events of registry`.
    private func lags(_ positions: [ServiceName: Positions], _ recorded: [ServiceName: Int64]) -> [String] {
        let shard = Shard(of: community).description
        return positions.sorted { $0.key < $1.key }.flatMap { follower, its in
            its.follows.sorted().compactMap { source in
                let applied = its.applied[source.rawValue]?[shard] ?? 0
                guard let whole = recorded[source], applied < whole else { return nil }
                return "\(follower.rawValue) has applied \(applied) of \(whole) events of \(source.rawValue)"
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
