import Synchronization

/// A value that several tasks want and one of them makes.
package final class Once<Value: Sendable>: Sendable {
    private enum State {
        case untouched
        case making([CheckedContinuation<Value, any Error>])
        case made(Result<Value, any Error>)
    }

    private let state = Mutex(State.untouched)

    package init() {}

    package var madeValue: Value? {
        state.withLock { state in
            guard case .made(.success(let value)) = state else { return nil }
            return value
        }
    }

    /// What the first caller's `make` returned or threw.
    package func value(_ make: () async throws -> Value) async throws -> Value {
        let isFirst = state.withLock { state -> Bool in
            guard case .untouched = state else { return false }
            state = .making([])
            return true
        }
        guard isFirst else { return try await withCheckedThrowingContinuation(wait) }
        let result: Result<Value, any Error>
        do {
            result = .success(try await make())
        } catch {
            result = .failure(error)
        }
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            defer { state = .made(result) }
            guard case .making(let waiting) = state else { return [] }
            return waiting
        }
        for continuation in waiting {
            continuation.resume(with: result)
        }
        return try result.get()
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            switch state {
            case .made(let result):
                return result
            case .making(let waiting):
                state = .making(waiting + [continuation])
            case .untouched:
                state = .making([continuation])
            }
            return nil
        }
        if let result {
            continuation.resume(with: result)
        }
    }
}
