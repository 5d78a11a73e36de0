package import Configuration
package import EventLog
import Foundation
package import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
package import Model
import NIOCore
package import Postgres
import ServiceLifecycle
package import ServiceRuntime
import TestSupport

/// A service put together as in production, on the database of the running test, without broker and socket: facts of
/// other services are handed to its handlers, requests to its routes, and what it publishes is read from its outbox.
package struct ServiceHarness<S: DistrictService>: Sendable {
    package let pool: PostgresPool
    package let service: S
    package let calendar: DistrictCalendar
    package let log: EventLog
    private let router: EventRouter
    private let issuer: TokenIssuer
    private let responder: ServiceResponder

    /// Runs `body` with the service; needs the trait `.database`.
    package static func run(
        isScenario: Bool = true, settings: [String: ConfigValue] = [:],
        _ body: @escaping @Sendable (ServiceHarness) async throws -> Void
    ) async throws {
        try await TestDatabase.begin(as: S.name.rawValue, migrate)
        try await TestDatabase.withPool { pool in
            let harness = try await ServiceHarness(pool, isScenario: isScenario, settings: settings)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await harness.log.runWithoutBroker() }
                defer { group.cancelAll() }
                try await body(harness)
            }
        }
    }

    /// Changes nothing where everything is there.
    private static func migrate(_ pool: PostgresPool) async throws {
        try await Migrator.apply(
            EventLog.migrations + S.migrations, on: pool,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private init(_ pool: PostgresPool, isScenario: Bool, settings: [String: ConfigValue]) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let keyFile = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        try await Self.migrate(pool)
        let log = EventLog(identity: try await .establish(for: S.name, in: pool), pool: pool, logger: logger)
        let key = InternalKey("a shared secret")
        let issuer = try await TokenIssuer(keyFile: keyFile)
        try FileManager.default.removeItem(atPath: keyFile)
        let tokens = TokenVerifier(source: HeldKeys(issuer.keySet))
        let calendar = DistrictCalendar(isScenario: isScenario)
        let certificateKey = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID())").path
        defer { unlink(certificateKey) }
        let defaults: [String: ConfigValue] = [
            "certificate.key.file": ConfigValue(.string(certificateKey), isSecret: false)
        ]
        let values = defaults.merging(settings) { $1 }.map {
            (AbsoluteConfigKey($0.key.split(separator: ".").map(String.init)), $0.value)
        }
        let service = try await S(
            ServiceEnvironment(
                config: ConfigReader(
                    provider: InMemoryProvider(values: Dictionary(uniqueKeysWithValues: values))),
                log: log, calendar: calendar, logger: logger, tokens: tokens,
                isScenarioDistrict: isScenario))
        var router = EventRouter()
        service.register(on: &router)
        self.pool = pool
        self.service = service
        self.calendar = calendar
        self.log = log
        self.router = router
        self.issuer = issuer
        responder = ServiceResponder(
            routes: calendar.keepingUp(service.routes), doors: Doors(tokens: tokens, internalKey: key), logger: logger)
    }

    /// Serves the routes on a port of this machine, with the service's background work, for as long as `body` takes.
    ///
    /// `body` is given the address, such as `http://127.0.0.1:40123`.
    package func serving(_ body: @Sendable (String) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = HTTPServer(
            answer: { [responder] in await responder.respond(to: $0) },
            submitted: { [responder] in SubmittedRequest($0, to: responder) }, host: "127.0.0.1", port: 0,
            logger: logger,
            onRunning: { port.yield($0) })
        let group = ServiceGroup(services: service.background + [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let result: Result<Void, any Error>
            do {
                guard let port = await iterator.next() else { throw CancellationError() }
                result = .success(try await body("http://127.0.0.1:\(port)"))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    // MARK: - Facts

    /// A fact of another service arrives, which was recorded at `time`.
    package func receive(
        _ event: some DistrictEvent, of community: CommunityID, at time: Timestamp = WallClock.now()
    ) async throws {
        try await log.apply(event, of: community, at: time, by: router)
    }

    /// A fact of another service arrives, is parked, and waits for `retry`.
    package func park(
        _ event: some DistrictEvent, of community: CommunityID, at time: Timestamp = WallClock.now()
    ) async throws {
        let position = try await pool.withConnection { connection in
            try await connection.query("SELECT count(*) + 1 FROM inbox_parked", as: Int64.self)
        }
        try await log.park(event, of: community, at: time, position: position.first ?? 1)
    }

    /// An operator has the parked facts of a subject applied.
    ///
    /// - Returns: how many were.
    package func retry(_ source: ServiceName, _ subject: String, of community: CommunityID) async throws -> Int {
        try await log.retry(source, subject, of: community, by: router)
    }

    /// The facts of one kind that the service has published of a community, in order.
    package func published<Event: DistrictEvent>(
        _ type: Event.Type = Event.self, of community: CommunityID
    ) async throws -> [Event] {
        let payloads = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT payload FROM outbox
                WHERE community = \(community) AND type = \(Event.type.description) ORDER BY pos
                """, as: [UInt8].self)
        }
        return try payloads.map { try CanonicalJSON.decode(Event.self, from: $0) }
    }

    // MARK: - Requests

    package struct Reply: Sendable {
        package let status: Int
        package let headers: HTTPFields
        package let body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }

        package func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: Data(body))
        }

        /// The slug of a problem, such as `reference-taken`.
        package var slug: String? {
            get throws { try decode(Refusal.self).type?.split(separator: ":").last.map(String.init) }
        }

        /// The fields that a problem names.
        package var fields: [String] {
            get throws { try decode(Refusal.self).errors?.map(\.field) ?? [] }
        }

        /// The lines of a file that a problem names.
        package var lines: [Int] {
            get throws { try decode(Refusal.self).errors?.compactMap(\.line) ?? [] }
        }

        private struct Refusal: Decodable {
            struct Place: Decodable {
                let field: String
                let line: Int?
            }

            let type: String?
            let errors: [Place]?
        }
    }

    package func get(
        _ path: String, as roles: Set<Role> = [], of community: CommunityID, subject: String = "somebody",
        person: Person? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await call(
            .get, path, as: roles, of: community, by: person ?? Person(subject: subject), body: nil, headers: headers)
    }

    /// Sends JSON, or another content under its media type.
    ///
    /// `subject` is the token's, where it says no more of the person; `isPropertyStaff` says whether the token says
    /// that they work for the property company, without that role.
    package func post(
        _ path: String, _ body: String, as roles: Set<Role>, of community: CommunityID, subject: String = "somebody",
        person: Person? = nil, isPropertyStaff: Bool = false, mediaType: String = "application/json",
        key: String? = nil
    ) async throws -> Reply {
        var headers: HTTPFields = [.contentType: mediaType]
        if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
        return try await call(
            .post, path, as: roles, of: community, by: person ?? Person(subject: subject),
            isPropertyStaff: isPropertyStaff, body: body, headers: headers)
    }

    private func call(
        _ method: HTTPRequest.Method, _ path: String, as roles: Set<Role>, of community: CommunityID,
        by person: Person, isPropertyStaff: Bool = false, body: String?, headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        headers[.acceptLanguage] = headers[.acceptLanguage] ?? "en"
        if !roles.isEmpty {
            let token = try await issuer.token(
                for: person, roles: [community: roles.subtracting([.operator])],
                isOperator: roles.contains(.operator), propertyStaff: isPropertyStaff ? [community] : [],
                life: .seconds(600), now: WallClock.now())
            headers[.authorization] = "Bearer \(token)"
        }
        return try await send(method, path, headers, body)
    }

    /// Sends a request with any header fields.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields = [:], _ body: String? = nil
    ) async throws -> Reply {
        try await Application(responder: responder).test(.router) { client in
            try await client.execute(
                uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) }
            ) { response in
                Reply(
                    status: response.status.code, headers: response.headers,
                    body: Array(response.body.readableBytesView))
            }
        }
    }
}
