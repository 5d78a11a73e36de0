import FoundationEssentials
import Glibc
import Model

/// A folder with copies of a district's databases and with what was written since (docs/backup.md).
package struct Archive: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path
    }

    var copies: String { "\(path)/copies" }
    /// Logs that what came later does not go on from.
    var earlierLogs: String { "\(path)/wal/earlier" }

    /// What `receive` writes of a service's log.
    func log(of service: ServiceName) -> String { "\(path)/wal/\(service.rawValue)" }

    /// - Throws: `BackupError.unusable` where there is no archive.
    func requireThere() throws {
        guard FileManager.default.fileExists(atPath: copies) else {
            throw BackupError.unusable(path: path, reason: "is no folder of backups")
        }
    }

    /// Makes what is missing, and runs `body` while no other process does the same deed here.
    func locked<R>(_ deed: String, _ body: () async throws -> R) async throws -> R {
        for folder in [path, copies, "\(path)/wal", earlierLogs] { try Self.makeFolder(folder) }
        let lock = try Self.lock("\(path)/\(deed).lock", O_RDWR | O_CREAT, of: path)
        defer { close(lock) }
        return try await body()
    }

    /// The complete copies, the oldest first.
    ///
    /// - Throws: errors of the file system, `BackupError.unusable` for what is no description of a copy.
    func completeCopies() throws -> [StoredCopy] {
        try copyNames().compactMap { name -> StoredCopy? in
            let folder = "\(copies)/\(name)"
            return try Self.read(BackupCopy.self, "\(folder)/copy.json").map { StoredCopy(folder: folder, facts: $0) }
        }.sorted { $0.facts.moment < $1.facts.moment }
    }

    /// The names of copies that were begun and not ended.
    func unfinishedCopies() throws -> [String] {
        try copyNames().filter { !FileManager.default.fileExists(atPath: "\(copies)/\($0)/copy.json") }
    }

    private func copyNames() throws -> [String] {
        guard FileManager.default.fileExists(atPath: copies) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: copies).sorted()
    }

    /// What the servers say of themselves.
    ///
    /// - Throws: `BackupError.unanswered`; `BackupError.refused` as ``require(_:)``.
    package func examine(_ servers: BackupServers) async throws -> [ServerFacts] {
        var all: [ServerFacts] = []
        for service in ServiceName.allCases {
            let facts = try await servers.facts(of: service)
            try require(facts)
            all.append(facts)
        }
        return all
    }

    /// Whether what a server writes goes on from what is here.
    ///
    /// - Throws: `BackupError.refused` where it is of another history.
    func require(_ server: ServerFacts) throws {
        let copy = try completeCopies().last?.facts.services[server.service.rawValue]
        let received = try LogState.read(in: log(of: server.service))
        let ends = [copy.map { ($0.identity, $0.end) }, received.map { ($0.identity, $0.position ?? $0.start) }]
        for (known, end) in ends.compactMap({ $0 }) {
            let now = server.identity
            let reason: String
            if known.systemIdentifier != now.systemIdentifier {
                reason = "the server's system identifier is \(now.systemIdentifier) and not \(known.systemIdentifier)"
            } else if known != now {
                reason = "the server was restored since, and is on timeline \(now.timeline), not \(known.timeline)"
            } else if server.position < end {
                reason = "the server was set back: its log ends at \(server.position), and \(end) was read from it"
            } else {
                continue
            }
            throw BackupError.refused(
                "\(path) is of another history of \(server.service.rawValue): \(reason); begin a new folder")
        }
    }

    // MARK: - Files

    /// - Returns: what holds the lock of a folder until it is closed, at the latest by the end of this process.
    /// - Throws: `BackupError.refused` where another process has it; `BackupError.unusable` where nobody gets one, as
    ///   on some mounted shares.
    static func lock(_ path: String, _ mode: Int32, of folder: String) throws -> Int32 {
        let descriptor = open(path, mode | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unusable(folder) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(descriptor) }
            guard errno == EAGAIN else { throw unusable(folder) }
            throw BackupError.refused("\(folder): another process is at work there")
        }
        return descriptor
    }

    /// `20240304T050607.089Z`, which sorts by time.
    static func stamp() -> String {
        Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, includingFractionalSeconds: true)
            .format(Date())
    }

    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    static func makeFile(_ path: String, _ content: Data = Data()) throws {
        guard
            FileManager.default.createFile(atPath: path, contents: content, attributes: [.posixPermissions: 0o600])
        else { throw BackupError.unusable(path: path, reason: "cannot be written") }
    }

    static func removeIfThere(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    /// - Returns: nil where there is no such file.
    /// - Throws: `BackupError.unusable` where it is not what it should be.
    static func read<Value: Decodable>(_ type: Value.Type, _ file: String) throws -> Value? {
        guard let data = FileManager.default.contents(atPath: file) else {
            guard access(file, F_OK) != 0 else { throw BackupError.unusable(path: file, reason: "cannot be read") }
            return nil
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw BackupError.unusable(path: file, reason: "is not as it was written: \(error)")
        }
    }

    /// At every moment there is the old file or the new one, also after a failure of the machine.
    static func write(_ value: some Encodable, to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let draft = "\(file).new"
        try makeFile(draft, try encoder.encode(value))
        try settle(draft)
        guard rename(draft, file) == 0 else { throw unusable(file) }
        let folder = URL(filePath: file).deletingLastPathComponent()
        for place in [folder, folder.deletingLastPathComponent()] { try settle(place.path) }
    }

    /// Has a file, or the names in a folder, outlast a failure of the machine.
    private static func settle(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unusable(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unusable(path) }
    }

    private static func unusable(_ path: String) -> BackupError {
        .unusable(path: path, reason: String(cString: strerror(errno)))
    }
}
