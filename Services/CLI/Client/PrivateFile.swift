import Foundation
import Glibc

/// A file that only its owner may read: a session, or letters with their codes.
///
/// It is written beside its place and moved there whole: at every moment there is the one of before or the new one.
enum PrivateFile {
    /// Whether one can be written there: to be asked before what is to stand in it is made.
    ///
    /// - Throws: `UnreadableFile` where it cannot.
    static func check(_ path: String) throws {
        var facts = stat()
        // What is moved onto a device takes its place.
        let isPlaceFree = stat(path, &facts) != 0 || facts.st_mode & S_IFMT == S_IFREG
        guard isPlaceFree, !path.isEmpty, !path.hasSuffix("/"), access(folder(of: path), W_OK | X_OK) == 0 else {
            throw UnreadableFile(path: path, reason: "cannot be written")
        }
    }

    /// - Throws: `UnreadableFile` with why it cannot be written; what was there before stays then.
    static func write(_ content: Data, to path: String) throws {
        try check(path)
        let draft = folder(of: path) + ".tongti-\(UUID())"
        guard let fault = obstacle(to: content, as: draft, at: path) else { return }
        unlink(draft)
        throw UnreadableFile(path: path, reason: "cannot be written: \(String(cString: strerror(fault)))")
    }

    /// Why the content cannot be brought to its place; nil where it is there.
    private static func obstacle(to content: Data, as draft: String, at path: String) -> Int32? {
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var rest = Array(content)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            let fault = errno
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if fault != EINTR {
                return fault
            }
        }
        // A machine that fails must not have the new name with nothing in it.
        guard fsync(descriptor) == 0, rename(draft, path) == 0 else { return errno }
        keepNames(of: folder(of: path))
        return nil
    }

    /// Keeps the new name through a failure of the machine; a folder that cannot do that has the content all the same.
    private static func keepNames(of folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    }
}
