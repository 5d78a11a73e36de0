import Model
import Synchronization

/// What is told of each commit that has appended facts; the relay hangs itself in when it runs.
final class RelayHook: Sendable {
    typealias Listener = @Sendable (Shard, [OutboxRow]) -> Void

    /// A closure that is itself the value of a `Mutex` is wrapped once more by every access, and the wraps are called one
    /// inside the other until the stack ends.
    private struct Connection: Sendable {
        let listener: Listener
    }

    private let connection = Mutex<Connection?>(nil)

    func connect(_ listener: @escaping Listener) { connection.withLock { $0 = Connection(listener: listener) } }

    /// The rows are those that were committed, in their order; none where they are not at hand.
    func committed(_ rows: [OutboxRow], in shard: Shard) { connection.withLock { $0 }?.listener(shard, rows) }
}
