import Model

/// Has services read their rows once more, and holds what they applied of each other against who recorded it.
///
/// What there is to check the services say; only the two things that need more than one page or one service are known here.
struct Audit {
    /// A page of a log tells of so many faults at most.
    private static let faultsOfPage = 100

    private var client: ServiceClient
    private let patience: Duration
    /// How long a service is waited for that is asked for something that takes no time.
    private let moment: Duration
    private let services: [ServiceName]
    private(set) var findings = AuditFindings()
    private var checks: [ServiceName: [Check]] = [:]
    private var heads: [Stretch: Int64] = [:]
    /// Services of which the rest is left.
    private var left: Set<ServiceName> = []

    init(
        client: ServiceClient, services: [ServiceName] = ServiceName.allCases,
        moment: Duration = ServiceClient.momentLimit
    ) {
        self.client = client
        self.moment = moment
        patience = client.patience
        self.services = services
    }

    /// A service's log of one shard.
    private struct Stretch: Hashable {
        let service: ServiceName
        let shard: Int32
    }

    /// A check as its service lists it.
    private struct Check: Decodable, Sendable {
        let check: String
        let claim: String
        /// `service`, `community` or `copy`.
        let scope: String
        /// Of a copy: whose facts it is of.
        let source: ServiceName?
    }

    /// Some positions of a log, read once more.
    private struct Page: Decodable, Sendable {
        let examined: Int64
        let faults: [AuditFindings.Outcome.Told]
        let head: Int64
        let next: Int64
    }

    /// How far another service's events were applied.
    private struct Mark: Decodable, Sendable {
        let source: ServiceName
        let shard: Int32
        let position: Int64
        let chain: Digest256
    }

    private struct Chain: Decodable, Sendable {
        let chain: Digest256
    }

    // MARK: - What is read

    /// Reads every log, and every community's rows.
    ///
    /// - Throws: as ``readLogs()``; `UnexpectedAnswer` also where the registry's list makes no sense.
    mutating func readDistrict() async throws {
        try await readLogs()
        let list = try await ask(.registry, for: "communities", within: moment) { client in
            try await client.everyPage(.registry, "/v1/communities", of: "communities")
        }
        guard let list else {
            for service in services where !left.contains(service) {
                findings.miss(service, "what communities have", "the registry has not said which there are")
            }
            return
        }
        let communities = try list.items.map { item in
            guard let code = item["code"].string.flatMap({ CommunityID($0) }) else {
                throw UnexpectedAnswer(reason: "a community has no code")
            }
            return code
        }
        try await readRows(of: communities)
    }

    /// Asks for a community: of one that is not there nothing would be found.
    ///
    /// - Throws: `ServiceRefusal` where the registry does not know it.
    mutating func expect(_ community: CommunityID) async throws {
        let unknown = try await ask(.registry, for: "communities", within: moment) { client -> [ServiceRefusal] in
            do {
                _ = try await client.get(.registry, "/v1/communities/\(community)").json()
                return []
            } catch let refusal as ServiceRefusal where refusal.status == 404 {
                return [refusal]
            }
        }
        if let refusal = unknown?.first { throw refusal }
    }

    /// Reads every log from its first event on, what services can check of all that they have, and what they applied.
    ///
    /// - Throws: `ServiceRefusal` where the caller may not; `UnexpectedAnswer`.
    mutating func readLogs() async throws {
        var bar = ProgressBar(total: services.count * (Shard.all.count + 3))
        defer { bar.finish() }
        var done = 0
        func step(_ label: String) {
            bar.show(done, label)
            done += 1
        }
        var marks: [ServiceName: [Mark]] = [:]
        // Before any head is read: what is applied later may well be beyond it.
        for service in services {
            step("\(service.rawValue): what it applied")
            marks[service] = try await ask(service, for: Self.applied, within: moment) { client in
                try await client.get(service, "/v1/audit/applied").decode([Mark].self)
            }
        }
        for service in services {
            for shard in Shard.all {
                step("\(service.rawValue): shard \(shard)")
                try await walk(shard, of: service) { position, head in
                    bar.show(done - 1, "\(service.rawValue): shard \(shard), \(position) of \(head)")
                }
            }
        }
        for service in services {
            step("\(service.rawValue): its tables")
            for check in try await checks(of: service, "service") {
                let outcome = try await ask(service, for: check.check) { client in
                    try await client.get(service, "/v1/audit/checks/\(check.check)")
                        .decode(AuditFindings.Outcome.self)
                }
                if let outcome { findings.add(outcome, of: check.check, claiming: check.claim, by: service) }
            }
        }
        for service in services {
            step("\(service.rawValue): what it applied of whom")
            if let marks = marks[service] { try await compare(marks, of: service) }
        }
    }

    /// Has every service check the communities' rows.
    ///
    /// - Throws: `ServiceRefusal` where the caller may not; `UnexpectedAnswer`.
    mutating func readRows(of communities: [CommunityID]) async throws {
        var bar = ProgressBar(total: communities.count * services.count)
        defer { bar.finish() }
        var done = 0
        for community in communities {
            for service in services {
                bar.show(done, "\(community): \(service.rawValue)")
                done += 1
                for check in try await checks(of: service, "community") {
                    let outcome = try await ask(service, for: check.check) { client in
                        try await client.get(service, "/v1/communities/\(community)/audit/\(check.check)")
                            .decode(AuditFindings.Outcome.self)
                    }
                    guard let outcome else { continue }
                    findings.add(outcome, of: check.check, claiming: check.claim, by: service, in: community)
                }
                for copy in try await checks(of: service, "copy") {
                    try await compare(copy, of: service, in: community)
                }
            }
        }
    }

    /// Holds what a service keeps of another's facts against what that one told, up to the event that was applied last.
    private mutating func compare(_ copy: Check, of keeper: ServiceName, in community: CommunityID) async throws {
        guard let source = copy.source else {
            throw UnexpectedAnswer(reason: "\(keeper.rawValue) does not say whose facts its \(copy.check) are")
        }
        let kept = try await ask(keeper, for: copy.check) { client in
            try await client.get(keeper, "/v1/communities/\(community)/audit/kept/\(copy.check)")
                .decode(KeptFacts.self)
        }
        guard let kept else { return }
        let path = ResourcePath("/v1/communities/\(community)/audit/told/\(copy.check)")
            .query("through", String(kept.position))
        let told = try await ask(source, for: copy.check) { client in
            try await client.get(source, path).decode(KeptFacts.Told.self)
        }
        guard let told else { return }
        guard !kept.more, !told.more else {
            findings.miss(keeper, copy.check, "there is more of it than is compared at once")
            return
        }
        let outcome = kept.compared(with: told, of: source)
        findings.add(outcome, of: copy.check, claiming: copy.claim, by: keeper, in: community)
    }

    // MARK: - Logs

    private static let log = "log"
    private static let logClaim = "Positions have no gap, and each event is what was hashed, chained to the one before."
    private static let applied = "applied"
    private static let appliedClaim = "What was applied of other services is what they have recorded."

    /// Reads a shard page by page to the head that it had at the first one: what comes meanwhile is for the next audit.
    private mutating func walk(
        _ shard: Shard, of service: ServiceName, _ show: (Int64, Int64) -> Void
    ) async throws {
        var from: Int64 = 1
        var head: Int64 = 0
        repeat {
            guard let page = try await page(of: shard, from, of: service) else { return }
            if from == 1 {
                head = page.head
                heads[Stretch(service: service, shard: shard.number)] = head
            } else {
                show(from, head)
            }
            let outcome = AuditFindings.Outcome(
                examined: page.examined, faults: page.faults, more: page.faults.count >= Self.faultsOfPage)
            findings.add(outcome, of: Self.log, claiming: Self.logClaim, by: service)
            from = page.next
        } while from <= head
    }

    private mutating func page(
        of shard: Shard, _ from: Int64, limit: Int? = nil, of service: ServiceName
    ) async throws -> Page? {
        let path = ResourcePath("/v1/audit/log").query("shard", shard.description)
            .query("from", String(from)).query("limit", limit.map(String.init))
        // One event takes no time.
        let page = try await ask(service, for: Self.log, within: limit == 1 ? moment : nil) { client in
            try await client.get(service, path).decode(Page.self)
        }
        if let page, page.next <= from {
            throw UnexpectedAnswer(reason: "the log from \(from) of shard \(shard) on leads nowhere")
        }
        return page
    }

    /// Holds what a service says that it applied against what its sources have recorded.
    private mutating func compare(_ marks: [Mark], of follower: ServiceName) async throws {
        let none = AuditFindings.Outcome(examined: 0, faults: [], more: false)
        findings.add(none, of: Self.applied, claiming: Self.appliedClaim, by: follower)
        for mark in marks {
            guard let shard = Shard(mark.shard) else {
                throw UnexpectedAnswer(reason: "\(follower.rawValue) speaks of shard \(mark.shard)")
            }
            guard let head = try await head(of: shard, of: mark.source),
                let chains = try await chains(of: shard, at: mark.position, of: mark.source)
            else { continue }
            let says: String?
            if mark.position > head {
                says = "it was applied, and the last event of \(mark.source.rawValue) is at \(head)"
            } else if let chain = chains.first {
                says = chain == mark.chain ? nil : "another event was applied than \(mark.source.rawValue) has there"
            } else {
                // A process of a version that tells no chains answers as one that has no such event.
                guard let page = try await page(of: shard, mark.position, limit: 1, of: mark.source) else { continue }
                guard page.examined == 0 else {
                    findings.miss(mark.source, Self.applied, "it tells no chain of an event that it has")
                    continue
                }
                says = "it was applied, and \(mark.source.rawValue) has no event there"
            }
            let place = "\(mark.source.rawValue)/\(shard)/\(mark.position)"
            let faults = says.map { [AuditFindings.Outcome.Told(place: place, says: $0)] } ?? []
            let outcome = AuditFindings.Outcome(examined: 1, faults: faults, more: false)
            findings.add(outcome, of: Self.applied, claiming: Self.appliedClaim, by: follower)
        }
    }

    /// The position of the last event, as it was read after what the others had applied.
    private mutating func head(of shard: Shard, of source: ServiceName) async throws -> Int64? {
        let stretch = Stretch(service: source, shard: shard.number)
        if let known = heads[stretch] { return known }
        guard let page = try await page(of: shard, 1, limit: 1, of: source) else { return nil }
        heads[stretch] = page.head
        return page.head
    }

    /// The chain after an event; none where there is no such event.
    private mutating func chains(
        of shard: Shard, at position: Int64, of source: ServiceName
    ) async throws -> [Digest256]? {
        let path = ResourcePath("/v1/audit/chain").query("shard", shard.description)
            .query("position", String(position))
        return try await ask(source, for: Self.applied, within: moment) { client -> [Digest256] in
            do {
                return [try await client.get(source, path).decode(Chain.self).chain]
            } catch let refusal as ServiceRefusal where refusal.status == 404 {
                return []
            }
        }
    }

    // MARK: - Services

    private mutating func checks(of service: ServiceName, _ scope: String) async throws -> [Check] {
        if checks[service] == nil {
            checks[service] = try await ask(service, for: "checks", within: moment) { client in
                try await client.get(service, "/v1/audit/checks").decode([Check].self)
            }
        }
        return (checks[service] ?? []).filter { $0.scope == scope }
    }

    /// Asks a service, unless the rest of it is left; where it cannot say, that is noted, and the others go on.
    ///
    /// One thing may take too long, or fail at a row that is not what it was, and what comes next may do all the same.
    /// Only a service that answers nothing at all is left.
    ///
    /// - Returns: nil where it did not say, and where the caller's token has ended on the way.
    /// - Throws: `ServiceRefusal` where the caller is to blame, `UnexpectedAnswer`.
    private mutating func ask<Value: Sendable>(
        _ service: ServiceName, for check: String, within limit: Duration? = nil,
        _ call: (ServiceClient) async throws -> Value
    ) async throws -> Value? {
        guard !left.contains(service) else { return nil }
        do {
            let value = try await call(client.bounded(by: limit))
            client.patience = patience
            return value
        } catch let refusal as ServiceRefusal where refusal.status == 404 {
            findings.miss(service, check, "its version does not have this")
        } catch let refusal as ServiceRefusal where refusal.status >= 500 || refusal.status == 429 {
            findings.miss(service, check, refusal.message)
            if refusal.isWorthRepeating, try await !answers(service) {
                left.insert(service)
                findings.miss(service, nil, "it could not answer")
            }
        } catch let refusal as ServiceRefusal where refusal.status == 401 && !findings.checks.isEmpty {
            // A token lives for a quarter of an hour. What was found until then is told all the same.
            for other in services where !left.contains(other) { findings.miss(other, nil, refusal.message) }
            left = Set(ServiceName.allCases)
        } catch let silence as ServiceUnreachable {
            left.insert(service)
            // Behind one address nobody answers for any of them: the others are not waited for once more.
            client.patience = .zero
            findings.miss(service, nil, silence.message)
        }
        return nil
    }

    /// Whether a service, and its database, answer something that takes no time.
    ///
    /// From outside, one thing that took too long looks like a service that is away. To be refused is an answer, too.
    private func answers(_ service: ServiceName) async throws -> Bool {
        do {
            _ = try await client.bounded(by: moment).get(service, "/v1/audit/applied")
            return true
        } catch let refusal as ServiceRefusal {
            return refusal.status < 500 && refusal.status != 429
        } catch is ServiceUnreachable {
            return false
        }
    }
}
