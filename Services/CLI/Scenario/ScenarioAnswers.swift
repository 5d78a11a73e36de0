import Model

/// What the services publish after a story: each place is asked for once, and who stays away is waited for once.
struct ScenarioAnswers {
    private let anyone: ServiceClient
    private var known: [String: JSONValue] = [:]
    /// Who stays away, and how that was told.
    private(set) var away: [ServiceName: String] = [:]

    init(_ client: ServiceClient, without absence: (any Repeatable)?) {
        anyone = client.bearing(nil)
        if let absence { away[absence.service] = absence.message }
    }

    /// A service that is needed for an answer stays away.
    struct Absent: Error {
        let service: ServiceName
    }

    /// What a service answers about a community to somebody in the role; null where it publishes nothing there.
    ///
    /// - Throws: `Absent`, also of the registry where a role needs its token; `UnexpectedAnswer`.
    mutating func get(
        _ service: ServiceName, _ community: CommunityID, _ path: String, as role: Role? = nil
    ) async throws -> JSONValue {
        let name = "\(service.rawValue)/\(community)/\(path)" + (role.map { " as \($0.rawValue)" } ?? "")
        if role != nil, known[name] == nil, away[.registry] != nil { throw Absent(service: .registry) }
        return try await answer(of: service, called: name) { anyone in
            var reader = anyone
            if let role { reader = try await anyone.acting(as: [role], in: role == .operator ? nil : community) }
            return try await reader.get(service, ResourcePath(below: community, path)).json()
        }
    }

    /// What a service says of its interface.
    ///
    /// - Throws: `Absent`, `UnexpectedAnswer`.
    mutating func document(of service: ServiceName) async throws -> JSONValue {
        try await answer(of: service, called: "\(service.rawValue)/openapi.json") { anyone in
            try await anyone.get(service, "/openapi.json").json()
        }
    }

    private mutating func answer(
        of service: ServiceName, called name: String, _ call: (ServiceClient) async throws -> JSONValue
    ) async throws -> JSONValue {
        if let answer = known[name] { return answer }
        if away[service] != nil { throw Absent(service: service) }
        let answer: JSONValue
        do {
            answer = try await call(anyone)
        } catch let failure as any Repeatable where failure.exitStatus == .unreachable {
            away[failure.service] = failure.message
            throw Absent(service: failure.service)
        } catch let refusal as ServiceRefusal where refusal.exitStatus == .refused {
            // What a service does not publish is a figure that is not there, and no reason to hide the others.
            Output.talk("GET \(name): \(refusal.message)")
            answer = .null
        }
        known[name] = answer
        return answer
    }
}

extension ResourcePath {
    /// A path that a scenario's author wrote, below a community.
    init(below community: CommunityID, _ path: String) {
        let prefix: ResourcePath = "/v1/communities/\(community)/"
        self = prefix.appending(ResourcePath(stringLiteral: path))
    }
}

extension JSONValue {
    /// Whether an OpenAPI document knows a member of this name.
    func describes(_ member: String) -> Bool {
        switch self {
        case .object(let members):
            self["properties"][member] != .null || members.values.contains { $0.describes(member) }
        case .array(let items): items.contains { $0.describes(member) }
        default: false
        }
    }
}
