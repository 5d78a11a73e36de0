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

    @Option(help: "A file with the gateway's certificate and those of its issuers in PEM: it speaks HTTPS then.")
    var certificate: String?

    @Option(help: "The file with the private key of --certificate in PEM, without a passphrase.")
    var key: String?

    @Flag(help: "Forget what an earlier run stored.")
    var fresh = false

    @Flag(name: .customLong("scenario-mode"), help: "Let an operator set the calendar day.")
    var isScenario = false

    @Option(help: "The services' log level: trace, debug, info, notice, warning or error.")
    var logLevel = "info"

    @Flag(help: "Return when the district is up, and leave it running.")
    var detach = false

    @Flag(help: "Say whether and where it would start, and start nothing.")
    var dryRun = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port lies between 0 and 65535.") }
        guard basePort == 0 || (1024...65_000).contains(basePort) else {
            throw ValidationError("--base-port is 0 or lies between 1024 and 65000.")
        }
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key go together.")
        }
    }

    func run() async throws {
        let configuration = try districtConfiguration()
        try await configuration.certificate?.check()
        if dryRun {
            try rehearse(configuration)
        } else if detach {
            let state = try await DetachedDistrict(directory: DistrictDirectory(configuration.directory)).start()
            try options.report(state) { Self.announcement(of: state) }
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
                    let state = district.state
                    try options.report(state) { Self.announcement(of: state) }
                    await stop.arrival()
                    Output.talk("Ending the district …")
                }
            }
            group.addTask {
                for await _ in signals {
                    switch stop.ask() {
                    case .heard: break
                    case .early:
                        Output.talk("The district will end as soon as it is up; a second time ends it at once.")
                    case .again: throw Interrupted()
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private struct Rehearsal: Encodable {
        let dryRun = true
        let directory: String
        let forgets: Bool
        let kafkaBootstrapServers: String?
    }

    private func rehearse(_ configuration: DistrictConfiguration) throws {
        let directory = DistrictDirectory(configuration.directory)
        guard !DistrictLock.isHeld(in: directory) else {
            throw DistrictError.alreadyRunning(directory: directory.path, pid: nil)
        }
        if let port = configuration.ports.gateway, let reason = FreePort.obstacle(to: port) {
            throw DistrictError.portUnusable(port, .gateway, reason: reason)
        }
        let rehearsal = Rehearsal(
            directory: directory.path, forgets: fresh, kafkaBootstrapServers: configuration.kafkaBootstrapServers)
        try options.report(rehearsal) {
            let memory = fresh ? "forgetting what an earlier one stored" : "with what an earlier one stored"
            return "A district would start in \(directory.path), \(memory)."
        }
    }

    private func districtConfiguration() throws -> DistrictConfiguration {
        let build = try BuildFolder.current()
        let ports = DistrictConfiguration.Ports(
            gateway: port == 0 ? nil : port, base: basePort == 0 ? nil : basePort)
        var configuration = DistrictConfiguration(
            directory: try options.districtDirectory().path, root: build.root, executables: build.executables,
            ports: ports)
        if let certificate, let key {
            configuration.certificate = GatewayCertificate(certificate: certificate, key: key)
        }
        configuration.isScenario = isScenario
        configuration.isFresh = fresh
        configuration.logLevel = logLevel
        configuration.kafkaBootstrapServers = DistrictConfiguration.givenBootstrapServers
        return configuration
    }

    private static func announcement(of state: DistrictState) -> String {
        """
        The district is up at \(state.url)
        \(DevStatus.table(of: state))
        """
    }
}

/// The first signal ends a district in order, as soon as it is up; a second one at once.
private final class StopRequest: Sendable {
    enum Hearing { case heard, early, again }

    private struct State {
        var isAwaited = false
        var isMade = false
    }

    private let state = Mutex(State())
    private let requests: AsyncStream<Void>
    private let request: AsyncStream<Void>.Continuation

    init() {
        (requests, request) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Returns when somebody asks, or has asked.
    func arrival() async {
        state.withLock { $0.isAwaited = true }
        for await _ in requests { break }
    }

    func ask() -> Hearing {
        let hearing = state.withLock { state -> Hearing in
            defer { state.isMade = true }
            if state.isMade { return .again }
            return state.isAwaited ? .heard : .early
        }
        if hearing != .again { request.yield() }
        return hearing
    }
}
