import Model

/// What `copy.json` says of a copy; it is written last, so that a folder without it is a copy that was not ended.
struct BackupCopy: Codable, Sendable {
    /// One more with each change that an older version cannot read.
    var format = BackupCopy.newestFormat
    /// The copy and its log lead to this moment, or any later one that the continuous log reaches.
    var moment: Timestamp
    var services: [String: Server]

    static let newestFormat = 1

    /// A service's part of the copy.
    struct Server: Codable, Sendable {
        var identity: LogIdentity
        /// PostgreSQL's, such as `15.18`.
        var version: String
        /// From where on the log is needed.
        var start: LogPosition
        /// Beyond the record that stops a recovery to the copy's moment.
        var end: LogPosition
    }
}

/// A complete copy in an archive.
struct StoredCopy: Sendable {
    let folder: String
    let facts: BackupCopy

    var name: String { String(folder.split(separator: "/").last ?? "") }

    /// PostgreSQL's data folder, as `pg_basebackup` wrote it.
    func data(of service: ServiceName) -> String { "\(folder)/\(service.rawValue)/data" }
    func log(of service: ServiceName) -> String { "\(folder)/\(service.rawValue)/wal" }

    /// - Throws: `BackupError.unusable` where the copy lacks the service, or is of a later version of this program.
    func server(of service: ServiceName) throws -> BackupCopy.Server {
        guard facts.format == BackupCopy.newestFormat, let server = facts.services[service.rawValue] else {
            let reason = "has no \(service.rawValue) that this version can read (format \(facts.format))"
            throw BackupError.unusable(path: folder, reason: reason)
        }
        return server
    }
}
