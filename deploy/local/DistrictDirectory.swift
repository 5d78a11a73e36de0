import FoundationEssentials
import Glibc
package import Model

/// The files of one district.
///
/// Root cannot run PostgreSQL, so as root the servers that store things run as ordinary users. Those cannot reach a clone
/// below a closed folder such as `/root`; their data then lies under `/var/tmp`, in a folder named after the district's.
package struct DistrictDirectory: Sendable {
    package let path: String
    /// What the database servers and the gateway write.
    package let data: String

    package init(_ path: String) {
        let absolute = URL(filePath: path).standardizedFileURL.path
        self.path = absolute
        let isReachable = geteuid() != 0 || Self.isOpenToAll(absolute)
        data = isReachable ? "\(absolute)/data" : "/var/tmp/tongti-\(Self.hash(absolute))"
    }

    package var stateFile: String { "\(path)/district.json" }
    var lockFile: String { "\(path)/district.lock" }
    /// What a detached `dev up` says.
    package var upLog: String { "\(path)/dev-up.log" }
    var secrets: String { "\(path)/secrets" }
    package var logs: String { "\(path)/log" }

    package func log(of part: DistrictPart) -> String { "\(logs)/\(part).log" }
    func secret(_ name: String) -> String { "\(secrets)/\(name)" }
    /// Of a service's role and of its database server's superuser.
    package func passwordFile(of service: ServiceName) -> String { secret("postgres-\(service.rawValue).password") }
    /// Where a service's database server has its data folder.
    package func databaseFolder(of service: ServiceName) -> String { "\(data)/\(DistrictPart.postgres(service))" }

    /// Makes the district's own folder, such that the users of its servers can pass whatever the umask is.
    ///
    /// - Throws: `DistrictError.unusable` when it is not ours to use, errors of the file system.
    package func make() throws { try makeFolder(path, mode: 0o755) }

    /// Makes what is missing; `fresh` forgets what an earlier district left.
    ///
    /// - Throws: `DistrictError.unusable` when a folder is not ours to use, errors of the file system.
    package func prepare(fresh: Bool) throws {
        if fresh { try removeContents() }
        try make()
        try makeFolder(secrets, mode: 0o700)
        try makeFolder(logs, mode: 0o755)
        try makeFolder(data, mode: 0o755)
    }

    /// Whether a district runs or has run there.
    var wasUsed: Bool { FileManager.default.fileExists(atPath: lockFile) }

    /// Whether what `prepare(fresh:)` removes is a district's: to be asked before a lock is put there.
    ///
    /// - Throws: `DistrictError.unusable` where somebody else's folders have the names of a district's.
    func checkMayBeForgotten() throws {
        guard !wasUsed else { return }
        for folder in [data, secrets, logs] where FileManager.default.fileExists(atPath: folder) {
            throw DistrictError.unusable(path: folder, reason: "is there, though no district has run in \(path)")
        }
    }

    /// Removes the data, the secrets and the logs, and the folder itself when nothing else is in it.
    func remove() throws {
        try removeContents()
        for file in [stateFile, lockFile, upLog] { try removeIfThere(file) }
        rmdir(path)
    }

    /// A state file tells of a running district only.
    func removeState() throws {
        try removeIfThere(stateFile)
    }

    /// A random key of 256 bits in a file that only its owner reads; the one from last time if there is one.
    func key(in file: String) throws -> String {
        if FileManager.default.fileExists(atPath: file) {
            return try String(contentsOfFile: file, encoding: .utf8)
        }
        let digits = Array("0123456789abcdef")
        let key = String((0..<64).map { _ in digits[Int.random(in: 0..<16)] })
        let isWritten = FileManager.default.createFile(
            atPath: file, contents: Data(key.utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten else { throw DistrictError.unusable(path: file, reason: "cannot be written") }
        return key
    }

    /// Keeps a log that has grown large as `….1`, once, so that a district that runs for weeks fills no disk.
    func rotateLog(of part: DistrictPart) {
        let file = log(of: part)
        var facts = stat()
        guard stat(file, &facts) == 0, facts.st_size > 16 << 20 else { return }
        rename(file, "\(file).1")
    }

    private func removeContents() throws {
        for folder in [data, secrets, logs] { try removeIfThere(folder) }
    }

    private func removeIfThere(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }

    private func makeFolder(_ path: String, mode: mode_t) throws {
        var facts = stat()
        if lstat(path, &facts) == 0 {
            // In a folder open to all, somebody else could have put a link or a folder of theirs here.
            guard facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == geteuid() else {
                throw DistrictError.unusable(path: path, reason: "is not a folder of this user")
            }
            return
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        chmod(path, mode)
    }

    /// Whether every user can pass through the folder and all above it, as far as they exist.
    private static func isOpenToAll(_ path: String) -> Bool {
        var folder = URL(filePath: path)
        while folder.path != "/" {
            var facts = stat()
            if stat(folder.path, &facts) == 0, facts.st_mode & S_IXOTH == 0 { return false }
            folder = folder.deletingLastPathComponent()
        }
        return true
    }

    /// FNV-1a: a name that stays the same from start to start.
    private static func hash(_ text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
