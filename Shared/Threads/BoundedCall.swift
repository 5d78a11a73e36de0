import Dispatch

/// A call that may never return, on a thread of its own.
package enum BoundedCall {
    /// Runs `body` on a new thread and blocks the caller until it has returned, but no longer than `patience`.
    ///
    /// A body that takes longer goes on alone: it can be left behind, not stopped.
    ///
    /// - Returns: whether it has returned.
    package static func run(name: String, patience: Duration, _ body: @escaping @Sendable () -> Void) -> Bool {
        let end = DispatchSemaphore(value: 0)
        POSIXThread.start(name: name) {
            body()
            end.signal()
        }
        return end.wait(timeout: .now() + patience / .seconds(1)) == .success
    }
}
