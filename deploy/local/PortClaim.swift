import Glibc

/// A part of a range of ports that one process has for itself: it holds the first of them.
///
/// Whoever is killed holds nothing any more, so that no part is lost.
final class PortClaim: Sendable {
    /// Without the one that is held.
    let ports: Range<Int>
    private let held: Int32

    /// Nil where each part is somebody's.
    ///
    /// - Parameters:
    ///   - range: the ports that all processes share in.
    ///   - parts: how many parts of one size it has.
    init?(on range: Range<Int>, parts: Int) {
        let size = range.count / parts
        for first in stride(from: range.lowerBound, to: range.lowerBound + parts * size, by: size) {
            do throws(PortError) {
                // Two that reuse a port may both have it until one of them listens.
                held = try FreePort.bound(UInt16(first), reusing: false)
                ports = first + 1..<first + size
                return
            } catch {
                continue
            }
        }
        return nil
    }

    deinit { close(held) }
}
