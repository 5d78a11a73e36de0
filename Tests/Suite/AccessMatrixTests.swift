import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// Every role at every documented route, with its own community's things and with a foreign community's (OWASP ASVS
/// 5.0, 8.2.1 to 8.4.1): who is not named is not let in.
@Suite(.district, .serialized, .timeLimit(.minutes(5))) struct AccessMatrixTests {
    private static let foreign = "neighbours"

    @Test func `only whom the document names gets through a route, and only in the own community`() async throws {
        let files = try CommandFiles()
        defer { files.remove() }
        try await CommandStory(files: files).play()
        let tongti = DistrictCommands()
        try await tongti.done(
            ["community", "register", Self.foreign, "--name", "邻居", "--jurisdiction", "national", "--as", "operator"])
        let operations = try await DocumentedOperation.all()
        #expect(operations.count > 50)

        let client = try DistrictCommands.client
        var tokens: [Role: String] = [:]
        for role in Role.allCases {
            tokens[role] = try await client.token(
                TokenWish(
                    subject: "matrix", community: try CommunityID(parsing: CommandStory.community),
                    roles: role == .operator ? [] : [role], operator: role == .operator, lifetimeSeconds: 3_600))
        }
        try await withThrowingTaskGroup(of: Void.self) { [tokens] group in
            for (index, operation) in operations.enumerated() {
                if index >= 4 { try await group.next() }
                group.addTask { try await everybody(tokens, at: operation) }
            }
            try await group.waitForAll()
        }
        try await expectForeignCommunitiesInQueriesShut(to: tokens, at: operations)
        try await expectNothingOfElsewhere(at: operations, client)
    }

    /// A community that a query names is no other's to read either.
    private func expectForeignCommunitiesInQueriesShut(
        to tokens: [Role: String], at operations: [DocumentedOperation]
    ) async throws {
        var count = 0
        for operation in operations where operation.query.contains("community") {
            for (role, token) in tokens {
                let path = operation.path(in: CommandStory.community) + "?community=" + Self.foreign
                let answer = try await Visit(
                    operation.service, operation.method, path, authorization: "Bearer \(token)"
                ).answer()
                #expect(answer.isShutOut == (role != .operator), "\(role) at \(operation): \(answer.status)")
                count += 1
            }
        }
        #expect(count > 0, "there are such queries")
    }

    /// Who is everything next door gets at nothing of the story by naming it there.
    private func expectNothingOfElsewhere(at operations: [DocumentedOperation], _ client: ServiceClient) async throws {
        var tokens: [String: String] = [:]
        for community in [CommandStory.community, Self.foreign] {
            tokens[community] = try await client.token(
                TokenWish(
                    subject: "matrix", community: try CommunityID(parsing: community),
                    roles: Role.allCases.filter { $0 != .operator }, operator: false, lifetimeSeconds: 3_600))
        }
        var atHome = 0
        for operation in operations where operation.isOfOneThing && operation.method == "GET" {
            for (community, token) in tokens {
                let answer = try await operation.visit(in: community, authorization: "Bearer \(token)")
                if community == Self.foreign {
                    #expect(!(200..<300).contains(answer.status), "\(operation): \(answer.status)")
                } else if answer.status == 200 {
                    atHome += 1
                }
            }
        }
        #expect(atHome > 9, "what there is can be had at home")
    }

    private func everybody(_ tokens: [Role: String], at operation: DocumentedOperation) async throws {
        try await strangers(at: operation)
        for (role, token) in tokens {
            try await role.visits(operation, in: CommandStory.community, isAtHome: true, token)
            if operation.isOfOneCommunity {
                try await role.visits(operation, in: Self.foreign, isAtHome: false, token)
            }
        }
    }

    /// Nobody, somebody with a token that is none, and another process of the district.
    private func strangers(at operation: DocumentedOperation) async throws {
        let key = try String(contentsOfFile: SuiteDistrict.current.internalKeyFile, encoding: .utf8)
            .trimmingCharacters(in: .newlines)
        let anonymous = try await operation.visit(in: CommandStory.community, authorization: nil)
        let forger = try await operation.visit(in: CommandStory.community, authorization: "Bearer e30.e30.e30")
        let peer = try await operation.visit(in: CommandStory.community, authorization: "Internal \(key)")
        switch operation.access {
        case .anyone:
            #expect(!anonymous.isShutOut && !peer.isShutOut, "\(operation)")
        case .peers:
            #expect(anonymous.slug == "sign-in-required" && !peer.isShutOut, "\(operation)")
        case .roles, .signedIn:
            #expect(anonymous.slug == "sign-in-required", "\(operation)")
            #expect(forger.slug == "token-refused", "\(operation)")
            #expect(peer.slug == "role-required", "\(operation): another process is not a person")
        }
    }

    // MARK: - Nothing is left out

    @Test func `whoever has a role in one community alone gets nothing without one but what is said here`() async throws
    {
        let open = try await DocumentedOperation.all().filter { operation in
            guard !operation.isOfOneCommunity, case .roles(let roles) = operation.access else { return false }
            return roles != [.operator]
        }
        let checks = "/v1/audit/checks/"
        let paths = Set(open.map(\.path).filter { !$0.hasPrefix(checks) })
        #expect(
            paths == [
                // These ask for the role in the community that is wanted, or show what is of the caller's.
                "/v1/events", "/v1/events/parked",
                // These tell positions, hashes and clocks, and what is claimed.
                "/v1/audit/applied", "/v1/audit/chain", "/v1/audit/checks", "/v1/audit/log", "/v1/events/positions",
                "/v1/process",
            ])
        #expect(open.allSatisfy { $0.method == "GET" })
        // These tell what is wrong with a service as a whole, by places and opaque ids.
        #expect(open.contains { $0.path.hasPrefix(checks) })
    }

    @Test func `the documents name every route that the sources have`() async throws {
        let documented = Set(try await DocumentedOperation.all().map(\.description))
        var count = 0
        for (folder, services) in Self.sources {
            for route in try Self.routes(below: folder) {
                count += 1
                for service in services {
                    #expect(
                        documented.contains {
                            $0.hasPrefix("\(service.rawValue) \(route.method) ") && $0.hasSuffix(route.end)
                        },
                        "\(service) has no \(route)")
                }
            }
        }
        #expect(count > 50, "the pattern finds the routes")
    }

    private static let sources: [(folder: String, services: [ServiceName])] =
        ServiceName.allCases.map { service in
            ("Services/" + (service == .workorders ? "WorkOrders" : service.rawValue.capitalized), [service])
        } + [("Shared/ServiceRuntime/Process", ServiceName.allCases)]

    /// Method and path of each `Route(.get, "…"` in the sources; of a path that is put together, its end.
    private static func routes(below folder: String) throws -> [(method: String, end: String)] {
        let root = URL(filePath: SourceRoot.path).appending(path: folder)
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        var routes: [(String, String)] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /Route\(\s*\.(\w+), "([^"]*)"/) {
                let end = match.2.split(separator: /\\\([^)]*\)/, omittingEmptySubsequences: false).last ?? match.2
                routes.append((match.1.uppercased(), String(end)))
            }
        }
        return routes
    }
}

extension Role {
    /// Whether the role is let through is as the document says.
    fileprivate func visits(
        _ operation: DocumentedOperation, in community: String, isAtHome: Bool, _ token: String
    ) async throws {
        let isNamed =
            switch operation.access {
            case .anyone, .signedIn: true
            case .peers: false
            case .roles(let roles): roles.contains(self) && (isAtHome || self == .operator)
            }
        let answer = try await operation.visit(in: community, authorization: "Bearer \(token)")
        let place = isAtHome ? "at home" : "elsewhere"
        if isNamed {
            #expect(!answer.isShutOut, "\(rawValue) \(place) at \(operation): \(answer.status)")
        } else {
            #expect(answer.slug == "role-required", "\(rawValue) \(place) at \(operation): \(answer.status)")
        }
    }
}

extension DocumentedOperation {
    fileprivate func visit(in community: String, authorization: String?) async throws -> Visit.Answered {
        var visit = Visit(service, method, path(in: community), authorization: authorization)
        // Not enough to do anything: who is let in is decided before.
        if let mediaType { visit.content = (mediaType, Array((mediaType == "application/json" ? "{}" : "").utf8)) }
        return try await visit.answer()
    }
}

extension Visit.Answered {
    fileprivate var isShutOut: Bool {
        ["sign-in-required", "token-refused", "role-required"].contains(slug ?? "")
    }
}
