import ArgumentParser
import Foundation
import LocalDistrict
import Synchronization
import UnixSignals

/// Runs a district until Ctrl-C.
struct DevUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start five PostgreSQL servers, the broker, the services and the gateway; end them with Ctrl-C.",
        discussion: """
            Whatever dies is started again by itself. With KAFKA_BOOTSTRAP_SERVERS set, that cluster is used instead \
            of the local broker.
            """)

    @OptionGroup var options: DevOptions

    @Option(help: "The gateway's port; 0 for any that is free.")
    var port = 8080

    @Option(help: "The other parts' ports from here on; 0 for any that are free.")
    var basePort = 0

    @Flag(help: "Forget what an earlier run stored.")
    var fresh = false

    @Flag(name: .customLong("scenario-mode"), help: "Let an operator set the calendar day.")
    var isScenario = false

    @Option(help: "The services' log level: trace, debug, info, notice, warning or error.")
    var logLevel = "info"

    @Flag(help: "Return when the district is up, and leave it running.")
    var detach = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port lies between 0 and 65535.") }
        guard basePort == 0 || (1024...65_000).contains(basePort) else {
            throw ValidationError("--base-port is 0 or lies between 1024 and 65000.")
        }
    }

    func run() async throws {
        let configuration = try districtConfiguration()
        if detach {
            let state = try await DetachedDistrict(directory: DistrictDirectory(configuration.directory)).start()
            Output.talk(Self.announcement(of: state))
        } else {
            try await runUntilSignal(configuration)
        }
    }

    private func runUntilSignal(_ configuration: DistrictConfiguration) async throws {
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup])
        let stop = StopRequest()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await District.run(configuration) { district in
                    Output.talk(Self.announcement(of: district.state))
                    await stop.arrival()
                    Output.talk("Ending the district …")
                }
            }
            group.addTask {
                for await _ in signals where !stop.ask() { throw ExitCode(130) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func districtConfiguration() throws -> DistrictConfiguration {
        let build = try BuildFolder.current()
        let ports = DistrictConfiguration.Ports(
            gateway: port == 0 ? nil : port, base: basePort == 0 ? nil : basePort)
        var configuration = DistrictConfiguration(
            directory: try options.districtDirectory().path, root: build.root, executables: build.executables,
            ports: ports)
        configuration.isScenario = isScenario
        configuration.isFresh = fresh
        configuration.logLevel = logLevel
        configuration.kafkaBootstrapServers = ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"]
        return configuration
    }

    private static func announcement(of state: DistrictState) -> String {
        """
        The district is up at \(state.url)
        \(DevStatus.table(of: state))
        """
    }
}

/// The first signal ends a district in order once it is up; one before that, or a second, at once.
private final class StopRequest: Sendable {
    private let isAwaited = Mutex(false)
    private let requests: AsyncStream<Void>
    private let request: AsyncStream<Void>.Continuation

    init() {
        (requests, request) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Returns when somebody asks.
    func arrival() async {
        isAwaited.withLock { $0 = true }
        for await _ in requests { break }
    }

    /// - Returns: false when there is nobody who waits for it, or no longer.
    func ask() -> Bool {
        let wasAwaited = isAwaited.withLock { isAwaited in
            defer { isAwaited = false }
            return isAwaited
        }
        if wasAwaited { request.yield() }
        return wasAwaited
    }
}
