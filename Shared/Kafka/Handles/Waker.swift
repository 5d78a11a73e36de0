import Synchronization

/// Wakes the thread that polls a client's queue, from any thread and at any time, also when there is no client.
final class Waker: Sendable {
    private let queue = Mutex<EventQueue?>(nil)

    func wake() {
        queue.withLock { $0?.yield() }
    }

    /// Names the queue that is polled now.
    ///
    /// Called by its thread, with nil before the client goes.
    func attach(_ current: EventQueue?) {
        queue.withLock { $0 = current }
    }
}
