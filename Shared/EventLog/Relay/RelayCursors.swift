import Model
import Synchronization

/// How far each shard's events have been sent; moved forward by deliveries and back by losses and requests.
final class RelayCursors: Sendable {
    struct Cursor: Sendable, Equatable {
        var position: Int64 = 0
        /// The place of the last event that was acknowledged since the last rewind; the partition must reach beyond it.
        ///
        /// No partition reaches beyond the highest number there is, which stands for places that went back.
        var offset: Int64?
        /// The cluster that acknowledged it.
        var cluster: String?
        /// Counts rewinds, so that a delivery that began before one does not undo it.
        var rewinds = 0

        /// A later event was given no later place: the broker has lost its log since the last rewind.
        var hasGoneBack: Bool { offset == .max }

        /// Takes note of the place of the next event.
        fileprivate mutating func reach(_ place: Int64) {
            if let offset, place <= offset { self.offset = .max } else { offset = place }
        }
    }

    private let cursors = Mutex<[Shard: Cursor]>([:])

    subscript(shard: Shard) -> Cursor { cursors.withLock { $0[shard] ?? Cursor() } }

    func load(_ stored: [Shard: Cursor]) { cursors.withLock { $0 = stored } }

    /// Moves to `position` after a delivery that began at `start`, unless the shard was rewound meanwhile.
    ///
    /// - Parameters:
    ///   - shard: whose cursor it is.
    ///   - start: the cursor as it was when the delivery began.
    ///   - position: of the last delivered event.
    ///   - places: of the delivered events, in their order; none where the broker no longer knew them.
    /// - Returns: whether it moved.
    @discardableResult
    func advance(_ shard: Shard, from start: Cursor, to position: Int64, places: [Int64]) -> Bool {
        cursors.withLock { cursors in
            var cursor = cursors[shard, default: Cursor()]
            guard cursor.rewinds == start.rewinds else { return false }
            cursor.position = position
            for place in places { cursor.reach(place) }
            cursors[shard] = cursor
            return true
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

    /// What is acknowledged of the shards from here on is so by this cluster.
    func note(cluster: String, of shards: Set<Shard>) {
        cursors.withLock { cursors in
            for shard in shards { cursors[shard, default: Cursor()].cluster = cluster }
        }
    }

    func all(of shards: Set<Shard>) -> [Shard: Cursor] {
        cursors.withLock { $0 }.filter { shards.contains($0.key) }
    }
}
