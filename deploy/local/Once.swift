import Synchronization

/// A value that several tasks want and one of them makes.
///
/// Where that one is cancelled, such as by the limit of a test's time, nothing is known of the value: another makes it then.
/// A failure is everybody's: what is missing on a machine is missing for all, who would wait for it one after the other.
package final class Once<Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, Never>

    private enum State {
        case untouched
        case making([Waiter])
        case made(Result<Value, any Error>)
    }

    private let state = Mutex(State.untouched)

    package init() {}

    package var madeValue: Value? {
        guard case .success(let value)? = result else { return nil }
        return value
    }

    /// Makes the value where nobody has, and waits where somebody does.
    ///
    /// - Parameter make: leaves nothing behind in a cancelled task that would be in the next one's way.
    /// - Returns: what the first `make` returned.
    /// - Throws: what it threw, unless its task was cancelled; then only its own caller is told.
    package func value(_ make: () async throws -> Value) async throws -> Value {
        while !begin() {
            if let result = await withCheckedContinuation(wait) { return try result.get() }
        }
        do {
            let value = try await make()
            finish(with: .success(value))
            return value
        } catch {
            finish(with: Task.isCancelled ? nil : .failure(error))
            throw error
        }
    }

    private var result: Result<Value, any Error>? {
        state.withLock { state -> Result<Value, any Error>? in
            guard case .made(let result) = state else { return nil }
            return result
        }
    }

    /// Whether it is the caller who makes the value.
    private func begin() -> Bool {
        state.withLock { state -> Bool in
            guard case .untouched = state else { return false }
            state = .making([])
            return true
        }
    }

    /// Without a result it is the turn of the first to ask again.
    private func finish(with result: Result<Value, any Error>?) {
        let waiting = state.withLock { state -> [Waiter] in
            defer { state = result.map { State.made($0) } ?? .untouched }
            guard case .making(let waiting) = state else { return [] }
            return waiting
        }
        for waiter in waiting {
            waiter.resume(returning: result)
        }
    }

    private func wait(_ waiter: Waiter) {
        let isWaiting = state.withLock { state -> Bool in
            guard case .making(let waiting) = state else { return false }
            state = .making(waiting + [waiter])
            return true
        }
        if !isWaiting {
            waiter.resume(returning: result)
        }
    }
}
