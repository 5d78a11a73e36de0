import Glibc

/// Where servers that are gone tomorrow keep their files.
package enum ScratchFolder {
    /// A folder that every user may write in: one in memory where there is one with room, else `/tmp`.
    ///
    /// A database is three hundred files, and ext4 takes its time to make files where many were removed a moment ago: a
    /// suite whose tests have a database each takes a third of the time in memory.
    package static let path = choose(from: memory, room: 4 << 30)
    private static let memory = "/dev/shm"
    private static let disk = "/tmp"

    /// Removes `<prefix><process id>…` of processes that were killed before they could, wherever they kept it.
    ///
    /// - Throws: errors of the file system.
    package static func removeLeftovers(_ prefix: String) throws {
        for folder in [memory, disk] where access(folder, W_OK) == 0 { try Leftovers.remove(prefix, in: folder) }
    }

    /// - Parameters:
    ///   - memory: a folder that need not be there.
    ///   - room: bytes; several times what the largest suite keeps at once. Containers have 64 MiB unless they ask for more.
    /// - Returns: `memory` where so much is free in it.
    static func choose(from memory: String, room: UInt64) -> String {
        var figures = statvfs()
        guard statvfs(memory, &figures) == 0, access(memory, W_OK) == 0 else { return disk }
        return UInt64(figures.f_bavail) * UInt64(figures.f_frsize) >= room ? memory : disk
    }
}
