import Glibc

/// A call that may never return, on a thread of its own.
package enum BoundedCall {
    /// Runs `body` on a new thread and blocks the caller until it has returned, but no longer than `patience`.
    ///
    /// A body that takes longer goes on alone: it can be left behind, not stopped.
    ///
    /// - Returns: whether it has returned.
    package static func run(name: String, patience: Duration, _ body: @escaping @Sendable () -> Void) -> Bool {
        let end = Latch()
        POSIXThread.start(name: name) {
            body()
            end.open()
        }
        return end.wait(patience)
    }
}

/// A door that opens once.
// SAFETY: the mutable state is touched only while `mutex` is held. Mutex and condition live at fixed addresses from init
// to deinit, as POSIX demands; in deinit nobody else has a reference, so nobody waits.
private final class Latch: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isOpen = false

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The clock of the wall can be set, and would then end the wait early or never.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func open() {
        pthread_mutex_lock(mutex)
        isOpen = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Returns whether it has opened in time.
    func wait(_ patience: Duration) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let since = Duration.seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
        let (seconds, attoseconds) = (since + patience).components
        var deadline = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isOpen, pthread_cond_timedwait(condition, mutex, &deadline) == 0 {}
        return isOpen
    }
}
