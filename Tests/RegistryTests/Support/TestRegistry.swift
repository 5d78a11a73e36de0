import Configuration
import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport

@testable import Registry

/// The registry with its real routes on a database of its own, and somebody of each role to call it.
struct TestRegistry: Sendable {
    let service: ServiceHarness<RegistryService>
    let community: CommunityID
    /// Where the master keys of personal data lie.
    let personalKeyFile: String
    let signingKeyFile: String

    /// Runs a registry with the community `runfeng`; with `first` another instance beside that one, on the same
    /// database and key files.
    static func run(
        isScenarioDistrict: Bool = true, issuesTokens: Bool = true, beside first: TestRegistry? = nil,
        _ body: @escaping @Sendable (TestRegistry) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
        let keyFile = first?.signingKeyFile ?? folder.appending(path: "signing-\(UUID()).pem").path
        let personalFile = first?.personalKeyFile ?? folder.appending(path: "personal-\(UUID()).key").path
        defer {
            if first == nil {
                unlink(keyFile)
                unlink(personalFile)
            }
        }
        try await ServiceHarness<RegistryService>.run(
            isScenario: isScenarioDistrict,
            settings: [
                "signing.key.file": .init(.string(keyFile), isSecret: false),
                "personal.key.file": .init(.string(personalFile), isSecret: false),
                "development.tokens": .init(.bool(issuesTokens), isSecret: false),
                "secrets.cost": .init(.int(10), isSecret: false),
            ]
        ) { service in
            let registry = TestRegistry(
                service: service, community: try CommunityID(parsing: "runfeng"),
                personalKeyFile: personalFile, signingKeyFile: keyFile)
            if issuesTokens { try await registry.register() }
            try await body(registry)
        }
    }

    func register(_ code: String = "runfeng", parkingCounts: Bool = false) async throws {
        let body = """
            {"code": "\(code)", "name": "Runfeng", "jurisdiction": "beijing", "parkingCounts": \(parkingCounts)}
            """
        let answer = try await call(.post, "/v1/communities", as: try await bearer(.operator), body)
        guard (200...201).contains(answer.status) else { throw Unexpected(answer: answer) }
    }

    /// The same registry, in another community.
    func at(_ code: String) -> TestRegistry {
        TestRegistry(
            service: service, community: TestCompound.code(code), personalKeyFile: personalKeyFile,
            signingKeyFile: signingKeyFile)
    }

    // MARK: - Calls

    typealias Reply = ServiceHarness<RegistryService>.Reply

    func call(
        _ method: HTTPRequest.Method, _ path: String, as authorization: String? = nil, key: String? = nil,
        _ body: String? = nil, mediaType: String = "application/json"
    ) async throws -> Reply {
        var fields: HTTPFields = [.acceptLanguage: "en"]
        fields[.authorization] = authorization
        if body != nil { fields[.contentType] = mediaType }
        if let key, let name = HTTPField.Name("Idempotency-Key") { fields[name] = key }
        return try await service.send(method, path, fields, body)
    }

    /// An `Authorization` value, made by the registry's own development issuer.
    func bearer(_ role: Role) async throws -> String {
        let body =
            role == .operator
            ? #"{"subject": "op", "roles": [], "operator": true}"#
            : #"{"subject": "somebody", "community": "\#(community)", "roles": ["\#(role.rawValue)"]}"#
        return "Bearer " + (try await token(body).decode(Token.self).token)
    }

    /// An operator who is somebody else than `bearer(.operator)`.
    func otherOperator() async throws -> String {
        "Bearer "
            + (try await token(#"{"subject": "another", "roles": [], "operator": true}"#).decode(Token.self).token)
    }

    func token(_ body: String, as authorization: String? = "Internal a shared secret") async throws -> Reply {
        try await call(.post, "/v1/tokens", as: authorization, body)
    }

    func importRoll(
        _ roll: RollText, dryRun: Bool = false, key: String? = nil, as role: Role = .committee
    ) async throws -> Reply {
        try await importRoll(roll.text, dryRun: dryRun, key: key, as: role)
    }

    func importRoll(
        _ text: String, dryRun: Bool = false, key: String? = nil, as role: Role = .committee
    ) async throws -> Reply {
        let path = "/v1/communities/\(community)/roll" + (dryRun ? "?dryRun=true" : "")
        return try await call(
            .post, path, as: try await bearer(role), key: key, text, mediaType: "text/csv")
    }

    func importLifts(_ rows: String, dryRun: Bool = false) async throws -> Reply {
        let path = "/v1/communities/\(community)/lifts" + (dryRun ? "?dryRun=true" : "")
        return try await call(
            .post, path, as: try await bearer(.committee), LiftFile.columns.joined(separator: ",") + "\n" + rows,
            mediaType: "text/csv")
    }

    /// What a public page of the community answers.
    func get(_ page: String, as authorization: String? = nil) async throws -> Reply {
        try await call(.get, "/v1/communities/\(community)/\(page)", as: authorization)
    }

    func published<Event: DistrictEvent>(_ type: Event.Type) async throws -> [Event] {
        try await service.published(type, of: community)
    }

    /// How many events the community has in the outbox.
    func eventCount() async throws -> Int64 {
        try await service.pool.withConnection { connection in
            try await connection.query(
                "SELECT count(*) FROM outbox WHERE community = \(community)", as: (Int64).self)
        }.first ?? 0
    }

    struct Token: Decodable {
        let token: String
        let subject: String
    }

    struct Unexpected: Error {
        let answer: Reply
    }
}
