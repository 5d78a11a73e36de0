import Model

/// What the services publish after the story, beside what they should.
struct ScenarioReport: Encodable, Sendable {
    struct Check: Encodable, Sendable {
        let name: String
        let expected: String
        var published: String?
        /// Where it was looked for, of a figure of `expected.yaml`.
        var place: String?
        /// What of the way there leads nowhere: the path, or the first part of the way in the answer.
        var astray: String?
        /// What stands there instead, by its names or values.
        var instead: [String]?

        var isRight: Bool { published == expected }

        /// The figure, or what of the way to it leads nowhere.
        mutating func take(_ found: FigurePath.Finding) {
            switch found {
            case .figure(let text): published = text
            case .leftOut(let part, let there), .astray(let part, let there):
                astray = part
                instead = there.isEmpty ? nil : there
            }
        }

        fileprivate var whereabouts: String {
            let found = astray.map { ": nothing is found at \($0)\(Spelling.list(instead ?? []))" }
            return (place.map { "; \($0)" } ?? "") + (found ?? "")
        }
    }

    let scenario: String
    let checks: [Check]

    var isRight: Bool { checks.allSatisfy(\.isRight) }

    var table: String {
        let rows = checks.map { check in
            [
                check.isRight ? "✓" : "✗", check.name, check.published ?? ExpectedFigure.leftOut,
                check.isRight ? "" : "expected \(check.expected)" + check.whereabouts,
            ]
        }
        let widths = (0..<4).map { column in rows.map { Terminal.width(of: $0[column]) }.max() ?? 0 }
        let lines = rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - Terminal.width(of: cell) + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        let right = checks.count { $0.isRight }
        return (lines + ["\(right) of \(checks.count) figures are right."]).joined(separator: "\n")
    }

    /// Asks the services for every expected figure, and for those that can be recomputed from the scenario's files.
    static func make(of scenario: Scenario, client: ServiceClient) async throws -> ScenarioReport {
        let anyone = client.bearing(nil)
        let own = scenario.script.community.code
        var answers: [String: JSONValue] = [:]
        func answer(
            _ service: ServiceName, _ community: CommunityID, _ path: String, as role: Role? = nil
        ) async throws -> JSONValue {
            let name = "\(service.rawValue)/\(community)/\(path)" + (role.map { " as \($0.rawValue)" } ?? "")
            if let known = answers[name] { return known }
            let answer: JSONValue
            do {
                let reader = try await reading(as: role, in: community, anyone)
                answer = try await reader.get(service, ResourcePath(below: community, path)).json()
            } catch let refusal as ServiceRefusal where refusal.exitStatus == .refused {
                // What a service does not publish is a figure that is not there, and no reason to hide the others.
                Output.talk("GET \(name): \(refusal.message)")
                answer = .null
            }
            answers[name] = answer
            return answer
        }
        var checks: [Check] = []
        for figure in scenario.figures {
            let published = try await answer(
                figure.service, figure.community ?? own, figure.path, as: figure.reader)
            var check = Check(name: figure.name, expected: figure.expected, published: nil, place: figure.place)
            let found: FigurePath.Finding =
                published == .null ? .astray(figure.path, among: []) : figure.find(in: published)
            switch found {
            case .leftOut(let member, _) where figure.expected == ExpectedFigure.leftOut:
                // A misspelt name must not be right because nothing has it.
                let isKnown = try await anyone.get(figure.service, "/openapi.json").json().describes(member)
                if isKnown { check.published = ExpectedFigure.leftOut } else { check.take(found) }
            default: check.take(found)
            }
            checks.append(check)
        }
        if let campaign = scenario.script.payments {
            let published = try await answer(.funds, own, "campaigns/\(campaign)")
            for figure in try Recomputation(scenario).figures {
                let found = figure.at.figure(in: published) ?? ExpectedFigure.leftOut
                checks.append(Check(name: figure.name + " (recomputed)", expected: figure.expected, published: found))
            }
        }
        for book in scenario.books {
            let ledger = try await answer(.funds, book.facts.code, "ledger")
            let name = "all accounts sum to zero" + (book.folder.isEmpty ? "" : " in \(book.facts.code)")
            checks.append(Check(name: name, expected: "0.00", published: ledger["total"].cell))
        }
        return ScenarioReport(scenario: scenario.script.title, checks: checks)
    }

    private static func reading(
        as role: Role?, in community: CommunityID, _ anyone: ServiceClient
    ) async throws -> ServiceClient {
        guard let role else { return anyone }
        return try await anyone.acting(as: [role], in: role == .operator ? nil : community)
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
    fileprivate func describes(_ member: String) -> Bool {
        switch self {
        case .object(let members):
            self["properties"][member] != .null || members.values.contains { $0.describes(member) }
        case .array(let items): items.contains { $0.describes(member) }
        default: false
        }
    }
}
