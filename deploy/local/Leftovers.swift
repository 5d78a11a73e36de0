import FoundationEssentials
import Glibc

/// Folders that a process makes for as long as it lives, `<prefix><process id>…`.
enum Leftovers {
    /// Removes those whose process was killed before it could.
    ///
    /// - Throws: errors of the file system.
    static func remove(_ prefix: String, in parent: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: parent) where name.hasPrefix(prefix) {
            let end = name.dropFirst(prefix.count)
            let owner = end.prefix { $0.isNumber }
            // Whatever has another form is somebody else's.
            guard ["", "-"].contains(end.dropFirst(owner.count).prefix(1)) else { continue }
            if let pid = pid_t(owner), kill(pid, 0) != 0, errno == ESRCH {
                do {
                    try FileManager.default.removeItem(atPath: "\(parent)/\(name)")
                } catch let error as CocoaError where error.code == .fileNoSuchFile {
                    print("\(name) is removed by another process")
                } catch let error as CocoaError where error.code == .fileWriteNoPermission {
                    print("\(name) is another user's")
                }
            }
        }
    }
}
