import Model
import Synchronization

/// What is called when a commit has appended facts; the relay hangs itself in when it runs.
final class RelayHook: Sendable {
    /// A closure that is itself the value of a `Mutex` is wrapped once more by every access, and the wraps are called one
    /// inside the other until the stack ends.
    private struct Listener: Sendable {
        let wake: @Sendable (Shard) -> Void
    }

    private let listener = Mutex<Listener?>(nil)

    func connect(_ wake: @escaping @Sendable (Shard) -> Void) { listener.withLock { $0 = Listener(wake: wake) } }

    func wake(_ shard: Shard) { listener.withLock { $0 }?.wake(shard) }
}
