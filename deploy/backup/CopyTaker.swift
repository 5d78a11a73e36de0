import FoundationEssentials
import Glibc
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
    /// - Throws: `BackupError`; there is no new copy then, and none was removed.
    package func take(keep: Int?) async throws -> Outcome {
        try archive.make()
        return try await archive.locked("take") {
            let facts = try await archive.examine(servers)
            let folder = "\(archive.copies)/\(Archive.stamp())"
            let copy = try await receiving(into: folder) { receivers in
                tell("Copying \(ServiceName.allCases.map(\.rawValue).joined(separator: ", ")) …")
                try await copyBases(into: folder)
                return try await conclude(folder, facts, receivers)
            }
            tell("Reading what was copied …")
            for service in ServiceName.allCases {
                try await ArchiveCheck.verify(StoredCopy(folder: folder, facts: copy), service, servers)
            }
            try Archive.write(copy, to: "\(folder)/copy.json")
            return Outcome(
                copy: URL(filePath: folder).lastPathComponent, moment: copy.moment,
                removed: try removeOld(keep: keep))
        }
    }

    // MARK: - Steps

    /// Runs `body` while the log of each server is received, from before it on.
    private func receiving<R: Sendable>(
        into folder: String, _ body: ([ServiceName: LogReceiver]) async throws -> R
    ) async throws -> R {
        var receivers: [ServiceName: LogReceiver] = [:]
        let result: Result<R, any Error>
        do {
            for service in ServiceName.allCases {
                let log = "\(folder)/\(service.rawValue)/wal"
                try Archive.makeFolder(log)
                // One that was killed has left it; where another one is at work, the server says so.
                try await servers.dropSlot(on: service, for: .taking)
                try await servers.makeSlot(on: service, for: .taking)
                receivers[service] = try await servers.receive(from: service, into: log, as: .taking)
            }
            result = .success(try await body(receivers))
        } catch {
            result = .failure(error)
        }
        for (service, receiver) in receivers {
            try await receiver.stop()
            do {
                try await release(service)
            } catch BackupError.unanswered(_, let reason) {
                // The next one does it, and `max_slot_wal_keep_size` bounds what it costs until then.
                tell("\(service.rawValue) keeps its log for slot \(SessionName.taking.rawValue): \(reason)")
            }
        }
        return try result.get()
    }

    /// The server notices the end of its receiver a moment later, and until then the slot is in use.
    private func release(_ service: ServiceName) async throws {
        let end = ContinuousClock.now + .seconds(10)
        while case .from(_, true) = try await servers.keptLog(of: service, for: .taking), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await servers.dropSlot(on: service, for: .taking)
    }

    /// Two at a time: more only take turns at the disk.
    private func copyBases(into folder: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, service) in ServiceName.allCases.enumerated() {
                if index >= 2 { try await group.next() }
                group.addTask {
                    _ = try await servers.run(
                        "pg_basebackup",
                        [
                            "--pgdata", "\(folder)/\(service.rawValue)/data", "--checkpoint=fast", "--wal-method=none",
                            "--manifest-checksums=SHA256",
                        ], for: service, connected: true, as: .taking, "copying")
                }
            }
            for try await _ in group {}
        }
    }

    /// Finds a moment that all copies reach, and waits until each log does.
    private func conclude(
        _ folder: String, _ facts: [ServerFacts], _ receivers: [ServiceName: LogReceiver]
    ) async throws -> BackupCopy {
        var moment = Timestamp(microseconds: 0)
        for service in ServiceName.allCases { moment = max(moment, try await servers.clock(of: service)) }
        var copy = BackupCopy(moment: moment, services: [:])
        for known in facts {
            let service = known.service
            guard let receiver = receivers[service] else { continue }
            let data = "\(folder)/\(service.rawValue)/data"
            guard let manifest = try Archive.read(BackupManifest.self, "\(data)/backup_manifest"),
                let range = manifest.ranges.first, range.timeline == known.identity.timeline
            else { throw BackupError.failed(service, doing: "copying", reason: "the server was restored meanwhile") }
            let end = try await position(after: moment, of: service, by: receiver)
            copy.services[service.rawValue] = BackupCopy.Server(
                identity: known.identity, version: known.version, start: range.start, end: end)
        }
        return copy
    }

    /// - Returns: a position before which there is a commit of after the moment, on disk here.
    private func position(
        after moment: Timestamp, of service: ServiceName, by receiver: LogReceiver
    ) async throws -> LogPosition {
        while !receiver.hasEnded {
            let pulse = try await servers.pulse(of: service)
            let limit = ContinuousClock.now + .seconds(1)
            while pulse.moment > moment, ContinuousClock.now < limit, !receiver.hasEnded {
                if case .from(let position, true) = try await servers.keptLog(of: service, for: .taking),
                    position >= pulse.position
                {
                    return pulse.position
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            // By its clock the moment is still to come.
            if pulse.moment <= moment { try await Task.sleep(for: .milliseconds(50)) }
        }
        throw BackupError.failed(service, doing: "receiving the log", reason: receiver.lastWords)
    }

    // MARK: - What is not needed any more

    private func removeOld(keep: Int?) throws -> [String] {
        let complete = try archive.completeCopies()
        let kept = complete.suffix(keep ?? complete.count)
        let removed = try complete.dropLast(kept.count).map(\.name) + archive.unfinishedCopies()
        for name in removed { try FileManager.default.removeItem(atPath: "\(archive.copies)/\(name)") }
        guard keep != nil, let oldest = kept.first else { return removed }
        for (name, server) in oldest.facts.services {
            guard let service = ServiceName(rawValue: name) else { continue }
            for log in try StoredLog.all(of: service, in: archive) {
                let files = try log.files
                let start = server.identity.segment(at: server.start)
                if log.folder != archive.log(of: service), files.next ?? 0 <= start {
                    try FileManager.default.removeItem(atPath: log.folder)
                } else {
                    try files.remove(before: start)
                }
            }
        }
        return removed
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
