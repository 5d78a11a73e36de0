import FoundationEssentials
import Glibc
package import Model

/// `tongti backup receive`: writes the servers' logs to an archive as they come, for as long as it may.
package struct LogKeeper: Sendable {
    private let archive: Archive
    private let servers: BackupServers
    /// How often it is found out how far the log is complete.
    private let pace: Duration
    private let tell: @Sendable (Report) -> Void
    private let shouldEnd: @Sendable () -> Bool

    /// What changed of one server.
    package struct Report: Encodable, Sendable {
        package enum State: String, Encodable, Sendable {
            case receiving, away
            /// Something was removed from the server before it was received: copies of before lead no further.
            case gap
        }

        package let service: ServiceName
        package let state: State
        /// Why it is away, or what is missing.
        package let reason: String?
    }

    /// Each change is told; whether to end is asked several times a second.
    package init(
        _ archive: Archive, from servers: BackupServers, pace: Duration = .seconds(10),
        tell: @escaping @Sendable (Report) -> Void, shouldEnd: @escaping @Sendable () -> Bool
    ) {
        self.archive = archive
        self.servers = servers
        self.pace = pace
        self.tell = tell
        self.shouldEnd = shouldEnd
    }

    /// Returns when it should end.
    ///
    /// - Throws: `BackupError.anotherHistory` where the archive is of another server, `BackupError.busy`; a server that
    ///   is away is waited for.
    package func run() async throws {
        try archive.make()
        try await archive.locked("receive") {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for service in ServiceName.allCases { group.addTask { try await keep(service) } }
                // One archive that is not the server's ends all.
                for try await _ in group {}
            }
        }
    }

    private func keep(_ service: ServiceName) async throws {
        var told: String?
        while !shouldEnd() {
            do {
                let state = try await prepare(service)
                try await receive(service, from: state) { told = nil }
            } catch BackupError.unanswered(_, let reason) {
                if reason != told { tell(Report(service: service, state: .away, reason: reason)) }
                told = reason
                try await pause(.seconds(1))
            }
        }
    }

    // MARK: - Before

    /// Has the server keep its log, and the folder go on where that begins.
    private func prepare(_ service: ServiceName) async throws -> LogState {
        let identity = try await servers.facts(of: service).identity
        let folder = archive.log(of: service)
        try Archive.makeFolder(folder)
        try archive.require(identity, of: service)
        var kept = try await servers.keptLog(of: service, for: .receiving)
        if kept == .lost {
            try await servers.dropSlot(on: service, for: .receiving)
            kept = .notAtAll
        }
        if kept == .notAtAll {
            try await servers.makeSlot(on: service, for: .receiving)
            kept = try await servers.keptLog(of: service, for: .receiving)
        }
        guard case .from(let start, _) = kept else {
            throw BackupError.unanswered(service, reason: "it keeps no log for slot \(SessionName.receiving.rawValue)")
        }
        let next = try LogFiles(in: folder, of: identity).next
        if let state = try Archive.read(LogState.self, "\(folder)/log.json"), let next {
            guard next < identity.segment(at: start) else { return state }
            try setAside(folder, state, next)
            let missing = "\(identity.fileName(of: next)) and what follows was not kept; take a new copy"
            tell(Report(service: service, state: .gap, reason: missing))
        }
        let fresh = LogState(identity: identity, start: start)
        try Archive.write(fresh, to: "\(folder)/log.json")
        return fresh
    }

    /// Puts what is there into a folder of its own, because what comes now does not go on from it.
    private func setAside(_ folder: String, _ state: LogState, _ next: UInt64) throws {
        let earlier = "\(folder)/\(StoredLog.earlierPrefix)\(state.identity.fileName(of: next))"
        try Archive.makeFolder(earlier)
        for (_, path) in try LogFiles(in: folder, of: state.identity).paths {
            try FileManager.default.moveItem(
                atPath: path, toPath: "\(earlier)/\(URL(filePath: path).lastPathComponent)")
        }
        try FileManager.default.moveItem(atPath: "\(folder)/log.json", toPath: "\(earlier)/log.json")
    }

    // MARK: - Meanwhile

    /// - Throws: `BackupError.unanswered` when the server goes away.
    private func receive(_ service: ServiceName, from state: LogState, _ begun: () -> Void) async throws {
        var state = state
        var isTold = false
        let folder = archive.log(of: service)
        let receiver = try await servers.receive(from: service, into: folder, as: .receiving)
        do {
            while !receiver.hasEnded, !shouldEnd() {
                let pulse = try await servers.pulse(of: service)
                guard try await isOnDisk(pulse, of: service, by: receiver) else { continue }
                state.completeThrough = pulse.moment
                state.position = pulse.position
                try Archive.write(state, to: "\(folder)/log.json")
                if !isTold {
                    begun()
                    tell(Report(service: service, state: .receiving, reason: nil))
                }
                isTold = true
                try await pause(pace) { receiver.hasEnded }
            }
        } catch {
            try await receiver.stop()
            throw error
        }
        let hasEnded = receiver.hasEnded
        try await receiver.stop()
        if hasEnded, !shouldEnd() { throw BackupError.unanswered(service, reason: receiver.lastWords) }
    }

    /// Waits until what stands before a pulse is on disk here, but for seconds at most: where the position lies behind
    /// the head of a page that is not begun, only the next commit leads beyond it.
    private func isOnDisk(_ pulse: Pulse, of service: ServiceName, by receiver: LogReceiver) async throws -> Bool {
        let limit = ContinuousClock.now + .seconds(3)
        while !receiver.hasEnded, !shouldEnd(), ContinuousClock.now < limit {
            if case .from(let position, true) = try await servers.keptLog(of: service, for: .receiving),
                position >= pulse.position
            {
                return true
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        return false
    }

    private func pause(_ duration: Duration, unless isOver: () -> Bool = { false }) async throws {
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end, !shouldEnd(), !isOver() { try await Task.sleep(for: .milliseconds(100)) }
    }
}
