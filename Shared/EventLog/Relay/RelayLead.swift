import Model
import Synchronization

/// Which shards this process sends at present, and whether it may.
final class RelayLead: Sendable {
    private struct State {
        var shards: Set<Shard> = []
        /// Until the broker was looked at, and while its topic is not the district's, nothing is sent.
        var isClear = false
        var obstacle: PartitionCountChanged?
    }

    private let state = Mutex(State())

    var shards: Set<Shard> { state.withLock(\.shards) }
    var isClear: Bool { state.withLock(\.isClear) }
    var obstacle: PartitionCountChanged? { state.withLock(\.obstacle) }

    func begin(_ shards: Set<Shard>) { state.withLock { $0 = State(shards: shards) } }

    func end() { state.withLock { $0 = State() } }

    /// - Returns: whether sending was not allowed before.
    func clear() -> Bool {
        state.withLock { state in
            defer { (state.isClear, state.obstacle) = (true, nil) }
            return !state.isClear
        }
    }

    /// - Returns: whether this is news.
    func stop(because obstacle: PartitionCountChanged) -> Bool {
        state.withLock { state in
            defer { (state.isClear, state.obstacle) = (false, obstacle) }
            return state.obstacle == nil
        }
    }
}
