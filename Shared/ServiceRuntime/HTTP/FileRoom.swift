import Synchronization

/// How much of the files that callers send a process holds at once.
///
/// The gateway keeps none of them (decision 72), so that nothing else bounds what those who may send them take together of the
/// process's memory.
final class FileRoom: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    /// - Parameter limit: bytes.
    init(limit: Int) { self.limit = limit }

    /// Room for a body of so many bytes, or nil when there is not so much left.
    func take(_ bytes: Int) -> Share? {
        let fits = taken.withLock { taken in
            guard bytes <= limit - taken else { return false }
            taken += bytes
            return true
        }
        return fits ? Share(of: self, bytes: bytes) : nil
    }

    /// Given back when it is let go of.
    final class Share: Sendable {
        private let room: FileRoom
        private let bytes: Int

        fileprivate init(of room: FileRoom, bytes: Int) {
            self.room = room
            self.bytes = bytes
        }

        deinit { room.taken.withLock { $0 -= bytes } }
    }
}
