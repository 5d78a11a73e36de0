import Synchronization

/// The first of several possible results, handed to the one who waits for it.
final class Answer<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, any Error>)
        case given(Result<Value, any Error>)
    }

    private let state = Mutex(State.open)

    /// Resumes the continuation with the result, once there is one.
    ///
    /// Called once.
    func resume(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            guard case .given(let result) = state else {
                state = .awaited(continuation)
                return nil
            }
            return result
        }
        if let result { continuation.resume(with: result) }
    }

    /// The result, if there is one.
    var given: Result<Value, any Error>? {
        state.withLock { state in
            guard case .given(let result) = state else { return nil }
            return result
        }
    }

    /// Gives the result, unless one was given before.
    func give(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .open:
                state = .given(result)
                return nil
            case .awaited(let continuation):
                state = .given(result)
                return continuation
            case .given:
                return nil
            }
        }
        continuation?.resume(with: result)
    }
}
