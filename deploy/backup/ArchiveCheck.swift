import FoundationEssentials
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
        let copies = try archive.completeCopies()
        var outcome = Outcome(copies: copies.count)
        for service in ServiceName.allCases {
            for copy in copies {
                outcome.faults += try await fault(of: service, copy.name) { try await servers.verify(copy, service) }
            }
            for log in try StoredLog.all(of: service, in: archive) {
                outcome.logs += 1
                outcome.faults += try await fault(of: service, nil) { try await verify(log, service, copies) }
            }
        }
        return outcome
    }

    private func fault(
        of service: ServiceName, _ copy: String?, _ reading: () async throws -> Void
    ) async throws -> [Fault] {
        do {
            try await reading()
            return []
        } catch BackupError.damaged(_, let reason) {
            return [Fault(service: service, copy: copy, says: reason)]
        }
    }

    /// Reads what the oldest copy that it goes on from needs of a log: what is older may have been removed.
    private func verify(_ log: StoredLog, _ service: ServiceName, _ copies: [StoredCopy]) async throws {
        guard let position = log.state.position else { return }
        let files = try log.files
        let copied = try copies.map { try $0.server(of: service) }.first { copy in
            copy.identity == log.state.identity && log.state.start <= copy.end && copy.end <= position
        }
        let present = files.paths.keys.min().map(log.state.identity.start(of:)) ?? log.state.start
        try await servers.verify(files, from: copied?.end ?? max(present, log.state.start), through: position, service)
    }
}

extension BackupServers {
    /// - Throws: `BackupError.damaged` where a file is not what was copied, or the log to the copy's moment not whole.
    func verify(_ copy: StoredCopy, _ service: ServiceName) async throws {
        let server = try copy.server(of: service)
        try await verify(copy.data(of: service), service)
        let files = try LogFiles(in: copy.log(of: service), of: server.identity)
        try await verify(files, from: server.start, through: server.end, service)
    }

    /// Reads each file of a base copy that its manifest names.
    ///
    /// - Throws: `BackupError.damaged`
    func verify(_ data: String, _ service: ServiceName) async throws {
        try await read("pg_verifybackup", ["--no-parse-wal", "--quiet", data], service)
    }

    /// Reads each record of a log, whose checksums tell what is not as it was written.
    ///
    /// - Throws: `BackupError.damaged`
    func verify(
        _ files: LogFiles, from start: LogPosition, through end: LogPosition, _ service: ServiceName
    ) async throws {
        if let missing = files.gap(from: start, through: end) {
            throw BackupError.damaged(service, "\(files.folder) lacks \(missing)")
        }
        guard start < end else { return }
        // `pg_waldump` knows no name that ends with `.partial`.
        let view = "\(scratch)/\(UUID())"
        try Archive.makeFolder(view)
        for (name, path) in files.named(from: files.identity.segment(at: start)) {
            try FileManager.default.createSymbolicLink(atPath: "\(view)/\(name)", withDestinationPath: path)
        }
        let words = ["--quiet", "--path", view, "--timeline", "\(files.identity.timeline)"]
        try await read("pg_waldump", words + ["--start", "\(start)", "--end", "\(end)"], service, files.folder)
    }

    private func read(_ program: String, _ words: [String], _ service: ServiceName, _ folder: String? = nil)
        async throws
    {
        do {
            try await run(program, words, for: service)
        } catch BackupError.failed(_, let reason) {
            throw BackupError.damaged(service, folder.map { "\($0): \(reason)" } ?? reason)
        }
    }
}
