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

    /// What `receive` writes of a service's log.
    func log(of service: ServiceName) -> String { "\(path)/wal/\(service.rawValue)" }

    /// Makes what is missing.
    ///
    /// - Throws: errors of the file system.
    func make() throws {
        for folder in [path, copies, "\(path)/wal"] { try Self.makeFolder(folder) }
    }

    /// - Throws: `BackupError.unusable` where there is no archive.
    func requireThere() throws {
        guard FileManager.default.fileExists(atPath: copies) else {
            throw BackupError.unusable(path: path, reason: "is no folder of backups")
        }
    }

    /// Runs `body` while no other process does the same deed here.
    func locked<R>(_ deed: String, _ body: () async throws -> R) async throws -> R {
        let descriptor = open("\(path)/\(deed).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw BackupError.unusable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw BackupError.busy(path: path) }
        return try await body()
    }

    /// The names of the folders of copies, the oldest first.
    func copyNames() throws -> [String] {
        guard FileManager.default.fileExists(atPath: copies) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: copies).sorted()
    }

    /// The complete copies, the oldest first.
    ///
    /// - Throws: errors of the file system, `BackupError.unusable` for what is no description of a copy.
    package func completeCopies() throws -> [StoredCopy] {
        try copyNames().compactMap { name -> StoredCopy? in
            let folder = "\(copies)/\(name)"
            return try Self.read(BackupCopy.self, "\(folder)/copy.json").map { StoredCopy(folder: folder, facts: $0) }
        }.sorted { $0.facts.moment < $1.facts.moment }
    }

    /// The copies that were begun and not ended.
    package func unfinishedCopies() throws -> [String] {
        try copyNames().filter { !FileManager.default.fileExists(atPath: "\(copies)/\($0)/copy.json") }
    }

    /// What the servers say of themselves.
    ///
    /// - Throws: `BackupError.unanswered`, `BackupError.anotherHistory`
    package func examine(_ servers: BackupServers) async throws -> [ServerFacts] {
        var all: [ServerFacts] = []
        for service in ServiceName.allCases {
            let facts = try await servers.facts(of: service)
            try require(facts.identity, of: service)
            all.append(facts)
        }
        return all
    }

    /// Whether what a server writes goes on from what is here.
    ///
    /// - Throws: `BackupError.anotherHistory`
    func require(_ identity: LogIdentity, of service: ServiceName) throws {
        let copy = try completeCopies().last?.facts.services[service.rawValue]?.identity
        let received = try Self.read(LogState.self, "\(log(of: service))/log.json")?.identity
        for known in [copy, received].compactMap(\.self) where known != identity {
            let isOther = known.systemIdentifier != identity.systemIdentifier
            let reason =
                isOther
                ? "the server's system identifier is \(identity.systemIdentifier) and not \(known.systemIdentifier)"
                : "the server was restored since, and is on timeline \(identity.timeline) instead of \(known.timeline)"
            throw BackupError.anotherHistory(service, archive: path, reason: reason)
        }
    }

    // MARK: - Files

    /// `20240304T050607.089Z`, which sorts by time.
    static func stamp() -> String {
        Date().formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, includingFractionalSeconds: true))
    }

    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// - Returns: nil where there is no such file.
    /// - Throws: `BackupError.unusable` where it is not what it should be.
    static func read<Value: Decodable>(_ type: Value.Type, _ file: String) throws -> Value? {
        guard let data = FileManager.default.contents(atPath: file) else {
            guard access(file, F_OK) != 0 else { throw BackupError.unusable(path: file, reason: "cannot be read") }
            return nil
        }
        do {
            return try JSONDecoder().decode(Value.self, from: data)
        } catch let error as DecodingError {
            throw BackupError.unusable(path: file, reason: "is not as it was written: \(error)")
        }
    }

    /// At every moment there is the old file or the new one, also after a failure of the machine.
    static func write(_ value: some Encodable, to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let draft = file + ".new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupError.unusable(path: draft, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var rest = Array(try encoder.encode(value))[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw unwritten(draft) }
            rest = rest.dropFirst(max(count, 0))
        }
        guard fsync(descriptor) == 0, rename(draft, file) == 0 else { throw unwritten(file) }
        try keepNames(in: URL(filePath: file).deletingLastPathComponent().path)
    }

    private static func unwritten(_ file: String) -> BackupError {
        .unusable(path: file, reason: "cannot be written: \(String(cString: strerror(errno)))")
    }

    /// Makes the names in a folder outlast a failure of the machine.
    private static func keepNames(in folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unwritten(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unwritten(folder) }
    }
}
