import FoundationEssentials
import Glibc
package import Model

/// `tongti backup check`: reads every copy and every log once more.
package struct ArchiveCheck: Sendable {
    private let archive: Archive
    private let servers: BackupServers

    /// What was read, and what is wrong with it.
    package struct Outcome: Encodable, Sendable {
        package var copies = 0
        package var logs = 0
        package var faults: [Fault] = []
    }

    package struct Fault: Encodable, Sendable {
        package let service: ServiceName
        /// The copy; absent where it is the continuous log.
        package let copy: String?
        package let says: String
    }

    /// Of the servers it uses the programs; nobody is asked.
    package init(_ archive: Archive, with servers: BackupServers) {
        self.archive = archive
        self.servers = servers
    }

    /// - Throws: `BackupError.unusable` where there is no archive or a description in it cannot be read.
    package func run() async throws -> Outcome {
        try archive.requireThere()
        var outcome = Outcome()
        let copies = try archive.completeCopies()
        for copy in copies {
            outcome.copies += 1
            for service in ServiceName.allCases {
                do {
                    try await Self.verify(copy, service, servers)
                } catch BackupError.damaged(_, let reason) {
                    outcome.faults.append(Fault(service: service, copy: copy.name, says: reason))
                }
            }
        }
        for service in ServiceName.allCases {
            for log in try StoredLog.all(of: service, in: archive) {
                outcome.logs += 1
                do {
                    let files = try log.files
                    guard let position = log.state.position else { continue }
                    // What is older than the oldest copy may have been removed.
                    let copied = try copies.map { try $0.server(of: service) }.first { copy in
                        copy.identity == log.state.identity && log.state.start <= copy.end && copy.end <= position
                    }
                    let present = files.first.map(log.state.identity.start(of:)) ?? log.state.start
                    let start = copied?.end ?? max(present, log.state.start)
                    try await Self.verify(files, from: start, through: position, service, servers)
                } catch BackupError.damaged(_, let reason) {
                    outcome.faults.append(Fault(service: service, copy: nil, says: reason))
                }
            }
        }
        return outcome
    }

    /// - Throws: `BackupError.damaged` where a file is not what was copied, or the log to the copy's moment not whole.
    static func verify(_ copy: StoredCopy, _ service: ServiceName, _ servers: BackupServers) async throws {
        let server = try copy.server(of: service)
        do {
            try await servers.run(
                "pg_verifybackup", ["--no-parse-wal", "--quiet", copy.data(of: service)], for: service,
                connected: false, "reading")
        } catch BackupError.failed(_, _, let reason) {
            throw BackupError.damaged(service, reason: reason)
        }
        try await verify(
            LogFiles(in: copy.log(of: service), of: server.identity), from: server.start, through: server.end, service,
            servers)
    }

    /// Reads each record of a log, whose checksums tell what is not as it was written.
    private static func verify(
        _ files: LogFiles, from start: LogPosition, through end: LogPosition, _ service: ServiceName,
        _ servers: BackupServers
    ) async throws {
        if let missing = files.gap(from: start, through: end) {
            throw BackupError.damaged(service, reason: "\(files.folder) lacks \(missing)")
        }
        guard start < end else { return }
        // `pg_waldump` knows no name that ends with `.partial`.
        let view = "\(servers.scratch)/\(UUID())"
        try Archive.makeFolder(view)
        for (name, path) in files.named(from: files.identity.segment(at: start)) {
            try FileManager.default.createSymbolicLink(atPath: "\(view)/\(name)", withDestinationPath: path)
        }
        let result: Result<Void, any Error>
        do {
            try await servers.run(
                "pg_waldump",
                [
                    "--quiet", "--path", view, "--timeline", "\(files.identity.timeline)", "--start", "\(start)",
                    "--end", "\(end)",
                ], for: service, connected: false, "reading")
            result = .success(())
        } catch BackupError.failed(_, _, let reason) {
            result = .failure(BackupError.damaged(service, reason: "\(files.folder): \(reason)"))
        } catch {
            result = .failure(error)
        }
        try FileManager.default.removeItem(atPath: view)
        try result.get()
    }
}
