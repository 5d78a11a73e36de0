import Synchronization

/// "There is something to do", said any number of times, heard once; for one listener.
final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var listener: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())

    func raise() {
        let listener = state.withLock { state in
            if state.listener == nil { state.isRaised = true }
            defer { state.listener = nil }
            return state.listener
        }
        listener?.resume(returning: true)
    }

    /// Waits until it is raised, or until `end`.
    ///
    /// - Throws: `CancellationError`
    func wait(until end: ContinuousClock.Instant) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { _ = await self.wait() }
            group.addTask { try await Task.sleep(until: end, clock: .continuous) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Waits until it is raised; false when the task is cancelled.
    func wait() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.isRaised {
                        state.isRaised = false
                        return true
                    }
                    state.listener = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let listener = state.withLock { state in
                defer { state.listener = nil }
                return state.listener
            }
            listener?.resume(returning: false)
        }
    }
}
