import FoundationEssentials
import LocalDistrict
import Model
import Postgres

/// The district under measurement: every server of a local one, of the services only the registry.
///
/// The goals start the services that they measure, and end them.
///
/// Everything is as durable as in a district that people use. The servers keep the times of commits, for P10.
struct BenchDistrict: Sendable {
    let district: District

    static func run<R: Sendable>(_ body: (BenchDistrict) async throws -> R) async throws -> R {
        var configuration = try DistrictConfiguration.temporary()
        // Beside the clone and not in /tmp, which may be memory.
        configuration.directory = "\(configuration.root)/.local/bench"
        configuration.isFresh = true
        configuration.isScenario = false
        configuration.isDurable = true
        configuration.services = [.registry]
        configuration.postgresOptions = ["track_commit_timestamp=on"]
        return try await District.run(configuration) { district in try await body(BenchDistrict(district: district)) }
    }

    /// Starts a service and returns when it is ready.
    ///
    /// `fetchWait` is as `KAFKA_FETCH_WAIT_MS`; half of it is the latency of a broker that wakes no fetch.
    func start(_ service: ServiceName, fetchWait: Duration = .milliseconds(50)) async throws -> RunningService {
        var command = try district.command(of: service)
        var url = district.url(of: service)
        // The district's own one is there already; this is a second process on its database.
        if service == .registry {
            let port = try FreePort.reserve()
            command.environment["TONGTI_HTTP_PORT"] = "\(port)"
            url = "http://127.0.0.1:\(port)"
        }
        command.environment["TONGTI_KAFKA_FETCH_WAIT_MS"] = "\(Int64(fetchWait / .milliseconds(1)))"
        let start = ContinuousClock.now
        let child = try await ChildProcess.start(command)
        while try await !Calls.isOK("\(url)/readyz") {
            guard !child.hasEnded else { throw BenchFault("\(service.rawValue) ended before it was ready") }
            guard .now - start < .seconds(30) else { throw BenchFault("\(service.rawValue) is not ready after 30 s") }
            try await Task.sleep(for: .milliseconds(2))
        }
        return RunningService(
            child: child, url: url, readyAfter: .now - start)
    }

    /// Starts a service for as long as `body` takes.
    func with<R: Sendable>(
        _ service: ServiceName, fetchWait: Duration = .milliseconds(50), _ body: (RunningService) async throws -> R
    ) async throws -> R {
        let running = try await start(service, fetchWait: fetchWait)
        let result: R
        do {
            result = try await body(running)
        } catch {
            try await running.child.stop()
            throw error
        }
        try await running.child.stop()
        return result
    }

    /// Replaces the broker by an empty one; of a cluster that is not the district's, takes the district's topics away.
    func emptyBroker() async throws {
        guard district.state.parts.contains(where: { $0.part == .broker }) else {
            let topics = try ServiceName.allCases.map(district.topic) + [RelayDrain.bareTopic]
            return try await TopicRemoval.remove(topics, from: district.kafkaBootstrapServers)
        }
        try await district.kill9(.broker)
        try await district.awaitReady(.broker)
    }

    /// Replaces a service's database by an empty one.
    func emptyDatabase(of service: ServiceName) async throws {
        let server = district.server(of: service)
        try await server.dropDatabase(server.settings.database)
        try await server.makeDatabase(server.settings.database)
    }

    /// The process of a database server.
    func pid(of part: DistrictPart) throws -> Int32 {
        guard let pid = district.state.parts.first(where: { $0.part == part })?.pid else {
            throw BenchFault("\(part) does not run")
        }
        return pid
    }

    /// Runs `body` with a connection to a service's database.
    func connected<R: Sendable>(
        to service: ServiceName, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        var configuration = district.postgres(of: service)
        configuration.statementTimeout = .seconds(600)
        configuration.applicationName = "bench"
        let connection = try await PostgresConnection.connect(configuration)
        let result: R
        do {
            result = try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return result
    }
}

/// A service that a goal has started.
struct RunningService: Sendable {
    let child: ChildProcess
    let url: String
    /// From the start of the process to the first 200 of `/readyz`.
    let readyAfter: Duration

    /// A counter of `/metrics`, all its series added up; zero before it is first incremented.
    func counter(_ name: String) async throws -> Double { try await Calls.counter(name, at: url) }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    var inMilliseconds: Double { inSeconds * 1_000 }
}
