import Synchronization

/// The reports of one call of `KafkaProducer.send`, some time later.
package final class PendingDelivery: Sendable {
    private typealias Waiter = CheckedContinuation<[DeliveryReport], any Error>

    private enum State {
        case open
        case awaited(Waiter)
        case done([DeliveryReport])
    }

    private let state = Mutex(State.open)

    init() {}

    /// Waits until every record has its report, and returns them in the order of the records.
    ///
    /// One task at a time may wait.
    /// - Throws: `CancellationError` when the task is cancelled; the records go on without it.
    package func reports() async throws -> [DeliveryReport] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<[DeliveryReport], any Error>? = state.withLock { state in
                    switch state {
                    case .done(let reports):
                        return .success(reports)
                    case .awaited:
                        preconditionFailure("two tasks wait for the reports of the same records")
                    case .open:
                        // A cancellation before this line sets the flag, one after it finds the continuation.
                        if Task.isCancelled { return .failure(CancellationError()) }
                        state = .awaited(continuation)
                        return nil
                    }
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                guard case .awaited(let continuation) = state else { return nil as Waiter? }
                state = .open
                return continuation
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    func complete(_ reports: [DeliveryReport]) {
        let waiting = state.withLock { state in
            defer { state = .done(reports) }
            guard case .awaited(let continuation) = state else { return nil as Waiter? }
            return continuation
        }
        waiting?.resume(returning: reports)
    }
}
