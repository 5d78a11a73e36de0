import FoundationEssentials
import Glibc

/// A folder in which this process writes for a server that may run as another user.
///
/// That user must not be able to write there: root would follow a link that they had put in the place of a file.
enum ServerFolder {
    /// Makes the folder, or takes it back from the user to whom an earlier version gave it; nobody else writes there then.
    ///
    /// - Parameters:
    ///   - path: in a folder where nobody else can exchange it.
    ///   - mode: whatever the umask is.
    /// - Throws: `DistrictError.unusable`
    static func make(_ path: String, mode: mode_t = 0o711) throws {
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw fault(path) }
        guard lchown(path, geteuid(), getegid()) == 0 else { throw fault(path) }
        var facts = stat()
        guard lstat(path, &facts) == 0 else { throw fault(path) }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw DistrictError.unusable(path: path, reason: "is not a folder")
        }
        guard chmod(path, mode) == 0 else { throw fault(path) }
    }

    /// Puts a file in the place of what has its name, which may be a link.
    ///
    /// - Parameters:
    ///   - content: of the whole file.
    ///   - file: in a folder that ``make(_:mode:)`` has made.
    ///   - mode: whatever the umask is, and of no more at any time.
    /// - Throws: `DistrictError.unusable`, errors of the file system.
    static func put(_ content: Data, at file: String, mode: mode_t) throws {
        guard unlink(file) == 0 || errno == ENOENT else { throw fault(file) }
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw fault(file) }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw fault(file) }
        try content.write(to: URL(filePath: file))
    }

    private static func fault(_ path: String) -> DistrictError {
        .unusable(path: path, reason: String(cString: strerror(errno)))
    }
}
