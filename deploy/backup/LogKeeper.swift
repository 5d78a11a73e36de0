import FoundationEssentials
import Glibc
import LocalDistrict
package import Model

/// `tongti backup receive`: writes the servers' logs to an archive as they come, for as long as it may.
package struct LogKeeper: Sendable {
    private let archive: Archive
    private let servers: BackupServers
    /// How often it is found out how far the log is complete.
    private let pace: Duration
    private let tell: @Sendable (Report) -> Void
    private let shouldEnd: @Sendable () -> Bool

    private static let slot = "tongti_backup"

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
    /// - Throws: `BackupError.refused` where the archive is of another server or another process receives. A server
    ///   that is away, and a disk that is full or away, are waited for.
    package func run() async throws {
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
            let reason: String
            do {
                try await receive(service) { told = nil }
                continue
            } catch BackupError.unanswered(_, let words), BackupError.unusable(_, let words) {
                reason = words
            } catch let error as CocoaError {
                // A full disk may have room for no folder either, and a share may be away.
                reason = "\(error)"
            }
            if reason != told { tell(Report(service: service, state: .away, reason: reason)) }
            told = reason
            try await pause(.seconds(1))
        }
    }

    /// Has the server keep its log, and the folder go on where that begins.
    private func prepare(_ service: ServiceName) async throws -> LogState {
        let facts = try await servers.facts(of: service)
        try archive.require(facts)
        let slot = try await servers.slot(Self.slot, on: service)
        guard slot?.isActive != true else { throw BackupError.unanswered(service, "another process receives its log") }
        let folder = archive.log(of: service)
        if let known = try LogState.read(in: folder) {
            let files = try LogFiles(in: folder, of: known.identity)
            if let start = slot?.position, let next = files.next, known.identity.segment(at: start) <= next {
                try files.emptyHalfBegun()
                return known
            }
            // What comes now does not go on from it. A server without the slot may even be one that was restored.
            try FileManager.default.moveItem(
                atPath: folder, toPath: "\(archive.earlierLogs)/\(service.rawValue)-\(Archive.stamp())")
            let end = known.completeThrough.map { "after \($0)" } ?? "before"
            tell(Report(service: service, state: .gap, reason: "what was written \(end) was not kept; take a new copy"))
        }
        try Archive.makeFolder(folder)
        let start =
            if let kept = slot?.position { kept } else { try await servers.makeSlot(Self.slot, on: service) }
        try LogFiles.begin(in: folder, at: start, of: facts.identity)
        let fresh = LogState(identity: facts.identity, start: start)
        try fresh.write(in: folder)
        return fresh
    }

    /// - Throws: `BackupError.unanswered` when the server goes away.
    private func receive(_ service: ServiceName, _ begun: () -> Void) async throws {
        let state = try await prepare(service)
        let folder = archive.log(of: service)
        let log = "\(servers.scratch)/\(service.rawValue).log"
        unlink(log)
        let command = servers.command(
            "pg_receivewal", ["--directory", folder, "--slot", Self.slot, "--synchronous", "--no-loop"],
            to: service, as: Self.slot, log: log)
        try await running { (receivers: inout [ChildProcess]) -> Void in
            let receiver = try await ChildProcess.start(command)
            receivers.append(receiver)
            try await note(service, from: state, by: receiver, begun)
        } stopping: {
            // What it was receiving stays in a file whose name ends with `.partial`.
            try await $0.stop(SIGINT)
        } telling: {
            tell(Report(service: service, state: .away, reason: $0))
        }
        guard shouldEnd() else {
            throw BackupError.unanswered(service, BackupServers.lastWords(log) ?? "pg_receivewal has ended")
        }
    }

    /// Notes how far the log is complete, for as long as it is received.
    func note(
        _ service: ServiceName, from known: LogState, by receiver: ChildProcess, _ begun: () -> Void
    ) async throws {
        var state = known
        var isTold = false
        while !receiver.hasEnded, !shouldEnd() {
            let (pulse, soon) = try await servers.pulse(of: service, receivedBy: Self.slot)
            var received = soon
            let limit = ContinuousClock.now + .seconds(60)
            while received.map({ $0 < pulse.position }) ?? true {
                guard !receiver.hasEnded, !shouldEnd() else { return }
                guard ContinuousClock.now < limit else {
                    throw BackupError.unanswered(service, "nothing of its log arrives")
                }
                try await Task.sleep(for: .milliseconds(200))
                received = try await servers.slot(Self.slot, on: service)?.position
            }
            // The slot may be another process's by now, and what that has received is not here.
            guard !receiver.hasEnded else { return }
            state.completeThrough = pulse.moment
            state.position = pulse.position
            try state.write(in: archive.log(of: service))
            if !isTold {
                begun()
                tell(Report(service: service, state: .receiving, reason: nil))
            }
            isTold = true
            try await pause(pace) { receiver.hasEnded }
        }
    }

    private func pause(_ duration: Duration, unless isOver: () -> Bool = { false }) async throws {
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end, !shouldEnd(), !isOver() { try await Task.sleep(for: .milliseconds(100)) }
    }
}
