import Foundation

/// A file that the kernel writes while it is read, such as those of `/proc`.
package enum KernelFile {
    /// All its lines.
    ///
    /// By its path Foundation reads a page of it, since it has no size: of `/proc/net/tcp` some twenty connections.
    ///
    /// - Throws: `CocoaError` where it cannot be read.
    package static func lines(of path: String) throws -> [Substring] {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        let content = try handle.readToEnd() ?? Data()
        try handle.close()
        return String(decoding: content, as: UTF8.self).split(separator: "\n")
    }
}
