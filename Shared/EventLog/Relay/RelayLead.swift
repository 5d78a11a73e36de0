import Model
import Synchronization

/// Which shards this process sends at present, and whether it may.
final class RelayLead: Sendable {
    private struct State {
        var shards: Set<Shard> = []
        /// Until the broker was looked at, and while its topic is not the district's, nothing is sent.
        var clear: Set<Shard> = []
        var obstacle: PartitionCountChanged?
    }

    private let state = Mutex(State())

    var shards: Set<Shard> { state.withLock(\.shards) }
    func isClear(_ shard: Shard) -> Bool { state.withLock { $0.clear.contains(shard) } }
    var obstacle: PartitionCountChanged? { state.withLock(\.obstacle) }

    func begin(_ shards: Set<Shard>) { state.withLock { $0 = State(shards: shards) } }

    func end() { state.withLock { $0 = State() } }

    /// Allows the sending of the shards, and takes back no earlier leave.
    ///
    /// - Returns: those that were not to be sent before.
    func clear(_ shards: Set<Shard>) -> Set<Shard> {
        state.withLock { state in
            defer {
                state.clear.formUnion(shards)
                state.obstacle = nil
            }
            return shards.subtracting(state.clear)
        }
    }

    /// - Returns: whether this is news.
    func stop(because obstacle: PartitionCountChanged) -> Bool {
        state.withLock { state in
            defer { (state.clear, state.obstacle) = ([], obstacle) }
            return state.obstacle == nil
        }
    }
}
