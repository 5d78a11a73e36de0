import FoundationEssentials
import LocalDistrict
package import Model

/// `tongti backup take`: five copies and the logs that lead each of them to one common moment.
package struct CopyTaker: Sendable {
    private let archive: Archive
    private let servers: BackupServers
    private let tell: @Sendable (String) -> Void

    /// What was taken.
    package struct Outcome: Encodable, Sendable {
        package let copy: String
        package let moment: Timestamp
        /// The copies that were removed, because newer ones are enough or because they were never ended.
        package let removed: [String]
    }

    /// Whoever waits is told what is being done.
    package init(_ archive: Archive, of servers: BackupServers, tell: @escaping @Sendable (String) -> Void) {
        self.archive = archive
        self.servers = servers
        self.tell = tell
    }

    /// Of the complete copies so many stay; nil is all.
    ///
    /// - Returns: what was taken and what was removed.
    /// - Throws: `BackupError`; there is no new copy then, and of the complete ones none was removed.
    package func take(keep: Int?) async throws -> Outcome {
        try await archive.locked("take") {
            let facts = try await archive.examine(servers)
            // Whoever began them was killed, and they may be what fills the disk.
            let unfinished = try archive.unfinishedCopies()
            for name in unfinished { try FileManager.default.removeItem(atPath: "\(archive.copies)/\(name)") }
            let folder = "\(archive.copies)/\(Archive.stamp())"
            do {
                let copy = StoredCopy(folder: folder, facts: try await copyAll(facts, into: folder))
                tell("Reading what was copied …")
                for service in ServiceName.allCases { try await servers.verify(copy, service) }
                try Archive.write(copy.facts, to: "\(folder)/copy.json")
                return Outcome(
                    copy: copy.name, moment: copy.facts.moment, removed: try unfinished + removeOld(keep: keep))
            } catch {
                if !FileManager.default.fileExists(atPath: "\(folder)/copy.json") { discard(folder) }
                throw error
            }
        }
    }

    private func discard(_ folder: String) {
        do {
            try Archive.removeIfThere(folder)
        } catch {
            // Why there is no copy is what people need to hear; the next one removes it.
            tell("\(folder) cannot be removed: \(error)")
        }
    }

    // MARK: - Steps

    /// The servers keep their logs from before the copies until the last of what leads to the moment is here.
    private func copyAll(_ facts: [ServerFacts], into folder: String) async throws -> BackupCopy {
        try await running { (sessions: inout [ChildProcess]) -> BackupCopy in
            for service in ServiceName.allCases { try await servers.holdLog(of: service, by: &sessions) }
            tell("Copying \(ServiceName.allCases.map(\.rawValue).joined(separator: ", ")) …")
            try await copyBases(into: folder)
            return try await conclude(folder, facts)
        } stopping: {
            try await $0.stop()
        } telling: {
            tell($0)
        }
    }

    /// Two at a time: more only take turns at the disk.
    private func copyBases(into folder: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, service) in ServiceName.allCases.enumerated() {
                try Archive.makeFolder("\(folder)/\(service.rawValue)/wal")
                if index >= 2 { try await group.next() }
                group.addTask {
                    try await servers.run(
                        "pg_basebackup",
                        [
                            "--pgdata", "\(folder)/\(service.rawValue)/data", "--checkpoint=fast", "--wal-method=none",
                            "--manifest-checksums=SHA256",
                        ], for: service, connected: true)
                }
            }
            for try await _ in group {}
        }
    }

    /// Finds a moment that all copies reach, and receives the log that leads each of them there.
    private func conclude(_ folder: String, _ facts: [ServerFacts]) async throws -> BackupCopy {
        var moment = Timestamp(microseconds: 0)
        for service in ServiceName.allCases { moment = max(moment, try await servers.pulse(of: service).moment) }
        var copy = BackupCopy(moment: moment, services: [:])
        for known in facts {
            let service = known.service
            let manifest = "\(folder)/\(service.rawValue)/data/backup_manifest"
            guard let range = try Archive.read(BackupManifest.self, manifest)?.ranges.first,
                range.timeline == known.identity.timeline
            else { throw BackupError.failed(service, "the server was restored meanwhile") }
            let end = try await position(after: moment, of: service)
            let log = "\(folder)/\(service.rawValue)/wal"
            try LogFiles.begin(in: log, at: range.start, of: known.identity)
            // It ends when it is beyond a position.
            let last = LogPosition(bytes: end.bytes - 1)
            try await servers.run(
                "pg_receivewal", ["--directory", log, "--endpos", "\(last)", "--synchronous", "--no-loop"],
                for: service, connected: true)
            copy.services[service.rawValue] = BackupCopy.Server(
                identity: known.identity, version: known.version, start: range.start, end: end)
        }
        return copy
    }

    /// - Returns: a position before which there is a commit of after the moment.
    private func position(after moment: Timestamp, of service: ServiceName) async throws -> LogPosition {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            let pulse = try await servers.pulse(of: service)
            if pulse.moment > moment { return pulse.position }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BackupError.failed(service, "its server's clock is more than a minute behind another's")
    }

    // MARK: - What is not needed any more

    private func removeOld(keep: Int?) throws -> [String] {
        guard let keep else { return [] }
        let complete = try archive.completeCopies()
        let removed = complete.dropLast(keep)
        // Without its description, what is left where this is interrupted is no copy.
        for path in removed.flatMap({ ["\($0.folder)/copy.json", $0.folder] }) {
            try FileManager.default.removeItem(atPath: path)
        }
        guard let oldest = complete.suffix(keep).first else { return removed.map(\.name) }
        for service in ServiceName.allCases {
            let server = try oldest.server(of: service)
            let start = server.identity.segment(at: server.start)
            for log in try StoredLog.all(of: service, in: archive) where log.state.identity == server.identity {
                let files = try log.files
                if log.folder != archive.log(of: service), files.next ?? 0 <= start {
                    try FileManager.default.removeItem(atPath: log.folder)
                } else {
                    try files.remove(before: start)
                }
            }
        }
        return removed.map(\.name)
    }
}

/// What is needed of the manifest of a base copy (manual, 77.3).
private struct BackupManifest: Decodable {
    let ranges: [Range]

    enum CodingKeys: String, CodingKey {
        case ranges = "WAL-Ranges"
    }

    struct Range: Decodable {
        let timeline: UInt32
        let start: LogPosition

        enum CodingKeys: String, CodingKey {
            case timeline = "Timeline"
            case start = "Start-LSN"
        }
    }
}
