import Synchronization

/// A task that waits for a connection.
///
/// It is answered once; whoever comes later is told so.
final class PoolWaiter: Sendable {
    /// What a task gets that asked for a connection.
    enum Grant: Sendable {
        case connection(PostgresConnection)
        /// Room for a connection that the task may open itself.
        case room
        case refusal(PostgresError)
    }

    private enum State {
        case new
        case waiting(CheckedContinuation<Grant, Never>)
        case answered(Grant)
        case done
    }

    private let state = Mutex(State.new)

    /// - Returns: whether this was the first answer.
    func answer(_ grant: Grant) -> Bool {
        let (isFirst, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Grant, Never>?) in
            switch state {
            case .new:
                state = .answered(grant)
                return (true, nil)
            case .waiting(let continuation):
                state = .done
                return (true, continuation)
            case .answered, .done:
                return (false, nil)
            }
        }
        continuation?.resume(returning: grant)
        return isFirst
    }

    /// Waits for the answer.
    ///
    /// To be called once.
    func wait() async -> Grant {
        await withCheckedContinuation { continuation in
            let grant = state.withLock { state -> Grant? in
                guard case .answered(let grant) = state else {
                    state = .waiting(continuation)
                    return nil
                }
                state = .done
                return grant
            }
            if let grant {
                continuation.resume(returning: grant)
            }
        }
    }
}
