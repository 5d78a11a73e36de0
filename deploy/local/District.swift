import FoundationEssentials
import Glibc
package import Model
package import Postgres

/// A whole district on this machine: five PostgreSQL servers, the broker, five services and the gateway, all on 127.0.0.1.
///
/// Whatever dies is started again by itself, and everything ends with the process that runs it.
package final class District: Sendable {
    private let plan: DistrictPlan
    private let made: DistrictPrograms
    private let board = StatusBoard()
    private let startedAt = Date()

    /// Runs a district, and ends it when `body` has returned or thrown.
    ///
    /// - Throws: `DistrictError` when it cannot run or a part does not come up, and what `body` throws.
    package static func run<R: Sendable>(
        _ configuration: DistrictConfiguration, _ body: (District) async throws -> R
    ) async throws -> R {
        let directory = DistrictDirectory(configuration.directory)
        if configuration.isFresh { try directory.checkMayBeForgotten() }
        try directory.make()
        let lock = try await DistrictLock(directory)
        defer { lock.release() }
        // Whoever finds the lock held takes the state file for this district's, and signals the processes that it names.
        try directory.removeState()
        // A port that is taken is found out before anything is forgotten.
        let plan = try DistrictPlan(configuration, directory: directory)
        try directory.prepare(fresh: configuration.isFresh)
        let district = try District(plan)
        let result: R
        do {
            result = try await district.run(body)
        } catch {
            try district.cleanUp()
            throw error
        }
        try district.cleanUp()
        return result
    }

    /// Removes what a district that has ended left; nobody can start one there meanwhile.
    ///
    /// A folder in which none has lived stays as it is.
    ///
    /// - Throws: `DistrictError.alreadyRunning`, errors of the file system.
    package static func purge(_ directory: DistrictDirectory) async throws {
        guard directory.wasUsed else { return }
        let lock = try await DistrictLock(directory)
        defer { lock.release() }
        try directory.remove()
    }

    private init(_ plan: DistrictPlan) throws {
        self.plan = plan
        made = try DistrictPrograms(plan)
    }

    private func run<R: Sendable>(_ body: (District) async throws -> R) async throws -> R {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.keepStateFile() }
            defer { group.cancelAll() }
            let services = plan.configuration.services
            // Each tier ends after those that need it.
            return try await supervising(ServiceName.allCases.map(DistrictPart.postgres) + [.broker]) {
                try await supervising(services.map(DistrictPart.service)) {
                    try await supervising([.gateway]) {
                        try writeState()
                        return try await body(self)
                    }
                }
            }
        }
    }

    /// Keeps parts running while `body` does, which begins when all of them answer.
    private func supervising<R: Sendable>(_ wanted: [DistrictPart], _ body: () async throws -> R) async throws -> R {
        let supervisors = wanted.compactMap { part in
            made.byPart[part].map { Supervisor(part: part, program: $0, board: board, directory: plan.directory) }
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for supervisor in supervisors { group.addTask { try await supervisor.run() } }
            let result: R
            do {
                try await awaitFirstStart(of: supervisors.map(\.part))
                result = try await body()
            } catch {
                try await stop(supervisors)
                throw error
            }
            try await stop(supervisors)
            try await group.waitForAll()
            return result
        }
    }

    private func stop(_ supervisors: [Supervisor]) async throws {
        let grace = plan.configuration.stopGrace
        try await withThrowingTaskGroup(of: Void.self) { group in
            for supervisor in supervisors { group.addTask { try await supervisor.stop(grace: grace) } }
            try await group.waitForAll()
        }
    }

    /// A part that dies five times before it has answered once is broken, and no start will help.
    private func awaitFirstStart(of parts: [DistrictPart]) async throws {
        let limit = ContinuousClock.now + plan.configuration.startLimit
        for part in parts {
            let entry = try await board.wait(for: part, within: limit - .now) { $0.phase == .ready || $0.failures >= 5 }
            guard entry?.phase == .ready else { throw notReady(part) }
        }
    }

    private func notReady(_ part: DistrictPart) -> DistrictError {
        let entry = board[part]
        let log = plan.directory.log(of: part)
        return .notReady(
            part, reason: entry.child == nil ? entry.lastEnd ?? "not started" : "no answer in time",
            log: log, lastLines: LogTail.lines(of: log, count: 10))
    }

    private func keepStateFile() async throws {
        // At once, so that whoever finds the lock taken soon learns by whom.
        try writeState()
        for await _ in board.changes { try writeState() }
    }

    private func writeState() throws {
        try state.write(in: plan.directory)
    }

    private func cleanUp() throws {
        try plan.directory.removeState()
        if plan.configuration.isTemporary { try plan.directory.remove() }
    }
}

// MARK: - What its users see and do

extension District {
    /// The gateway.
    package var url: String { plan.gatewayURL }
    package var directory: DistrictDirectory { plan.directory }
    package var kafkaBootstrapServers: String { plan.bootstrapServers }
    package var internalKeyFile: String { plan.internalKeyFile }

    /// A service itself, past the gateway.
    package func url(of service: ServiceName) -> String { plan.url(of: service) }

    /// The topic of a service's events.
    package func topic(of service: ServiceName) throws -> String { "\(try plan.topics()).\(service.rawValue)" }

    /// A service's database, as its own role.
    package func postgres(of service: ServiceName) -> PostgresConfiguration {
        server(of: service).settings.configuration
    }

    /// A service's database server.
    package func server(of service: ServiceName) -> PostgresProgram {
        guard let program = made.postgres[service] else { preconditionFailure("a district has a server per service") }
        return program
    }

    /// How to start a service that the district was told to leave alone.
    package func command(of service: ServiceName) throws -> ChildProcess.Command {
        guard let program = made.byPart[.service(service)] else { throw DistrictError.noPart(.service(service)) }
        return try program.command()
    }

    package var state: DistrictState {
        let parts = plan.parts.map { part in
            let entry = board[part]
            return DistrictState.Part(
                part: part, phase: entry.phase, pid: entry.child?.pid, port: plan.port(of: part),
                starts: entry.starts, lastEnd: entry.lastEnd, log: plan.directory.log(of: part),
                stopSignal: made.byPart[part]?.stopSignal ?? SIGTERM)
        }
        return DistrictState(
            supervisor: getpid(), startedAt: startedAt, url: url, kafkaBootstrapServers: plan.bootstrapServers,
            isScenario: plan.configuration.isScenario, secrets: plan.directory.secrets, parts: parts)
    }

    /// Ends a part at once, as a crash would, and returns when its end has been seen; it is restarted by itself.
    package func kill9(_ part: DistrictPart) async throws {
        try await signal(part, SIGKILL)
    }

    /// Ends a part in order; it is restarted by itself.
    package func restart(_ part: DistrictPart) async throws {
        try await signal(part, made.byPart[part]?.stopSignal ?? SIGTERM)
        try await awaitReady(part)
    }

    /// Returns when the part answers.
    ///
    /// - Throws: `DistrictError.notReady` after a minute.
    package func awaitReady(_ part: DistrictPart) async throws {
        guard try await board.wait(for: part, within: .seconds(60), until: { $0.phase == .ready }) != nil else {
            throw notReady(part)
        }
    }

    /// Returns when every part answers.
    package func awaitReady() async throws {
        for part in plan.parts { try await awaitReady(part) }
    }

    private func signal(_ part: DistrictPart, _ signal: Int32) async throws {
        guard plan.parts.contains(part) else { throw DistrictError.noPart(part) }
        try await board.signal(part, signal)
    }
}
