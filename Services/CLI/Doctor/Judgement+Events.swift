import Model

/// Whether what one service records reaches the others.
extension Judgement {
    var events: [Finding]? {
        let told = view.services.filter { $0.positions.contains { $0.value != nil } }
        let brokerless = view.services.filter { $0.readiness.value?.broker == "down" }.map(\.service.rawValue)
        guard !told.isEmpty || !brokerless.isEmpty else { return nil }
        let moving = told.compactMap(unsent) + told.compactMap(lag)
        return brokerAway(brokerless) + told.flatMap(standstills) + moving
    }

    private func brokerAway(_ services: [String]) -> [Finding] {
        guard !services.isEmpty else { return [] }
        return [
            Finding(
                area: .events, about: services, says: "The broker does not answer \(Words.list(services)).",
                means: "People work as before. What one service records reaches the others only when the broker is "
                    + "back: collections, works and boards stand still meanwhile. Nothing is lost.",
                next: "\(commands.status); \(commands.log(of: commands.broker))")
        ]
    }

    /// What stands in the way of a service's events, or of those that it reads.
    private func standstills(_ seen: ServiceView) -> [Finding] {
        let name = seen.service.rawValue
        let said = seen.positions.compactMap(\.value)
        // Of two processes of a service each tells of its own.
        let forked = Set(said.flatMap(\.forked)).sorted()
        let stopped = Set(said.flatMap(\.stopped)).subtracting(forked).sorted()
        let obstacles = Set(said.compactMap(\.obstacle)).sorted()
        var findings = obstacles.map { obstacle in
            Finding(
                area: .events, about: [name], says: "\(name): \(obstacle).",
                means: "Its events do not reach the others, or theirs do not reach it. Where its database was restored "
                    + "from an older copy, it refuses commands too.",
                next: "\(commands.log(of: name)); \(OperatorCommands.backups)")
        }
        if !forked.isEmpty {
            findings.append(
                Finding(
                    area: .events, about: [name],
                    says: "\(name) has applied another history of \(Words.list(forked)) than their service has now.",
                    means: "Nothing more is applied of these shards: their communities see no progress there.",
                    next: "\(OperatorCommands.backups); then tongti audit district --as operator"))
        }
        if !stopped.isEmpty {
            findings.append(
                Finding(
                    area: .events, about: [name],
                    says:
                        "\(name) applies nothing more of \(Words.list(stopped)): too much there could not be applied.",
                    means: "The communities of these shards see no progress there.",
                    next: "tongti events parked \(name) --as operator; \(commands.log(of: name))"))
        }
        return findings
    }

    /// What was there at the first look, is not sent at the second, and has not become less.
    private func unsent(_ seen: ServiceView) -> Finding? {
        guard let (first, second) = seen.bothPositions,
            !Self.missing(first.recorded, in: second.sent).isEmpty
        else { return nil }
        let (before, after) = (
            Self.sum(Self.missing(first.recorded, in: first.sent)),
            Self.sum(Self.missing(second.recorded, in: second.sent))
        )
        guard after >= before else { return nil }
        let name = seen.service.rawValue
        return Finding(
            area: .events, about: [name],
            says: "\(name) has \(English.counted(after, "event")) to send, and does not get on with it.",
            means: "The others do not know what it has recorded since.",
            next: "\(commands.log(of: name)); \(commands.log(of: commands.broker))")
    }

    /// What was there at the first look, is not applied at the second, and has not become less.
    private func lag(_ seen: ServiceView) -> Finding? {
        guard let (first, second) = seen.bothPositions else { return nil }
        let stopped = Set(first.stopped + first.forked + second.stopped + second.forked)
        let behind = first.follows.sorted().compactMap { source -> String? in
            guard let log = view.services.first(where: { $0.service == source })?.positions.compactMap(\.value),
                let then = log.first?.recorded, let latest = log.last?.recorded
            else { return nil }
            func missing(_ recorded: [String: Int64], _ said: EventsLag.Positions) -> [String: Int64] {
                Self.missing(recorded, in: said.applied[source.rawValue] ?? [:])
                    .filter { !stopped.contains("\(source.rawValue)/\($0.key)") }
            }
            let left = Self.sum(missing(latest, second))
            guard !missing(then, second).isEmpty, left >= Self.sum(missing(then, first)) else { return nil }
            return "\(English.counted(left, "event")) of \(source.rawValue)"
        }
        guard !behind.isEmpty else { return nil }
        let name = seen.service.rawValue
        return Finding(
            area: .events, about: [name],
            says: "\(name) is behind by \(Words.list(behind)), and does not catch up.",
            means: "It goes by what was so before: \(Self.staleness(of: seen.service))",
            next: "\(commands.log(of: name)); tongti events lag --as operator")
    }

    private static func staleness(of service: ServiceName) -> String {
        switch service {
        case .registry: "bodies that were elected are not seated."
        case .ballots: "votings open by an older roll or older rules."
        case .funds: "collections do not open, and works that are done are not paid."
        case .workorders: "works that are paid for are not released."
        case .notices: "boards and digests show older figures."
        }
    }

    /// By shard, how far positions are beyond others.
    private static func missing(_ recorded: [String: Int64], in others: [String: Int64]) -> [String: Int64] {
        recorded.reduce(into: [:]) { missing, entry in
            let (difference, isBeyond) = entry.value.subtractingReportingOverflow(others[entry.key] ?? 0)
            if isBeyond || difference > 0 { missing[entry.key] = isBeyond ? .max : difference }
        }
    }

    private static func sum(_ positions: [String: Int64]) -> Int64 {
        positions.values.reduce(0) { sum, position in
            let (total, isBeyond) = sum.addingReportingOverflow(position)
            return isBeyond ? .max : total
        }
    }

    // MARK: - What could not be applied

    var parked: [Finding]? {
        let told = view.services.compactMap { seen in seen.parked?.value.map { (seen.service.rawValue, $0) } }
        guard !told.isEmpty else { return nil }
        return told.compactMap { name, events -> Finding? in
            guard let oldest = events.map(\.parkedAt).min() else { return nil }
            let age = Words.length(microseconds: max(0, now.microseconds - oldest.microseconds))
            // A page has so many at most.
            let count = "\(events.count)\(events.count >= 500 ? "+" : "")"
            return Finding(
                area: .parked, about: [name],
                says: "\(name) could not apply \(English.counted(count, "event")), the oldest \(age) ago.",
                means: "What they tell has no effect there, nor has what came later of the same subjects.",
                next: "tongti events parked \(name) --as operator, then tongti events retry or discard")
        }
    }
}
