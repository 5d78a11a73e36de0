import AsyncHTTPClient
import Configuration
import Foundation
import Kafka
import Logging
import Model
import NIOCore
import NIOHTTP1
import Postgres
import ServiceLifecycle
import TestSupport

@testable import ServiceRuntime

/// ``NotesService``, or another one, as a process would run it, on a free port, with a broker that is not there.
struct RunningService: Sendable {
    let port: Int
    let tokens: TestTokens
    let key: InternalKey

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: String
    }

    /// Runs the service as long as `body` takes, and stops it gracefully.
    ///
    /// - Returns: what `body` returned, and how long the stop took.
    static func with<Value: Sendable, S: DistrictService>(
        _ postgres: PostgresConfiguration, as service: S.Type = NotesService.self,
        _ body: @escaping @Sendable (RunningService) async throws -> Value
    ) async throws -> (Value, Duration) {
        let tokens = try await TestTokens(clock: WallClock.now)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("runtime-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "the district's secret".write(toFile: folder + "/key", atomically: true, encoding: .utf8)
        let config = ConfigReader(
            provider: InMemoryProvider(values: [
                "http.port": 0, "internal.key.file": .init(stringLiteral: folder + "/key"),
                "kafka.bootstrap.servers": "127.0.0.1:1",
                "test.keys": .init(stringLiteral: String(decoding: tokens.issuer.keySet, as: UTF8.self)),
            ]))
        var settings = try RuntimeConfiguration(config, for: .funds)
        settings.postgres = postgres
        settings.postgres.acquireTimeout = .seconds(1)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let assembly = ServiceAssembly<S>(
            config: config, settings: settings, metrics: MetricsRegistry(), logger: logger,
            onRunning: { port.yield($0) })
        let group = ServiceGroup(services: [assembly.pool, assembly, assembly.server], logger: logger)
        let key = settings.internalKey
        defer { port.finish() }
        let (value, start) = try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
                try await group.run()
                return nil
            }
            tasks.addTask {
                var iterator = ports.makeAsyncIterator()
                guard let port = await iterator.next() else { return nil }
                return try await body(RunningService(port: port, tokens: tokens, key: key))
            }
            // Whichever ends first: the service, when it cannot run, or what is done with it.
            let value = try await tasks.next() ?? nil
            let start = ContinuousClock.now
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return (value, start)
        }
        try FileManager.default.removeItem(atPath: folder)
        guard let value else { throw CancellationError() }
        return (value, ContinuousClock.now - start)
    }

    func get(_ path: String, _ headers: [(String, String)] = []) async throws -> Answer {
        try await call(.GET, path, headers, nil)
    }

    func post(_ path: String, _ json: String, _ headers: [(String, String)] = []) async throws -> Answer {
        try await call(.POST, path, headers + [("content-type", "application/json")], json)
    }

    /// Waits until the service says that it is ready, or is not any more.
    func waitUntilReady(_ isReady: Bool = true) async throws {
        try await waitWhile { try await (get("/readyz").status == 200) != isReady }
    }

    private func call(
        _ method: HTTPMethod, _ path: String, _ headers: [(String, String)], _ body: String?
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.headers = HTTPHeaders([("accept-language", "en")] + headers)
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 1 << 22)
        return Answer(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }
}
