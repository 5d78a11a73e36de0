import Model
import Synchronization

/// How far each shard's events have been sent; moved forward by deliveries and back by losses and requests.
final class RelayCursors: Sendable {
    struct Cursor: Sendable, Equatable {
        var position: Int64 = 0
        /// Where the broker put the last acknowledged event.
        var offset: Int64?
        /// Counts rewinds, so that a delivery that began before one does not undo it.
        var rewinds = 0
    }

    private let cursors = Mutex<[Shard: Cursor]>([:])

    subscript(shard: Shard) -> Cursor { cursors.withLock { $0[shard] ?? Cursor() } }

    func load(_ stored: [Shard: Cursor]) { cursors.withLock { $0 = stored } }

    /// Moves to `position` after a delivery that began at `start`, unless the shard was rewound meanwhile.
    func advance(_ shard: Shard, from start: Cursor, to position: Int64, offset: Int64) {
        cursors.withLock { cursors in
            guard cursors[shard, default: Cursor()].rewinds == start.rewinds else { return }
            cursors[shard] = Cursor(position: position, offset: offset, rewinds: start.rewinds)
        }
    }

    /// Moves back, never forward.
    func rewind(_ shard: Shard, to position: Int64) {
        cursors.withLock { cursors in
            var cursor = cursors[shard, default: Cursor()]
            guard position < cursor.position || cursor.offset != nil else { return }
            cursor.position = min(position, cursor.position)
            cursor.offset = nil
            cursor.rewinds += 1
            cursors[shard] = cursor
        }
    }

    func all() -> [Shard: Cursor] { cursors.withLock { $0 } }
}
