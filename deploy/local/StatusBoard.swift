import Synchronization

/// What every part is doing, for those who wait for it.
package final class StatusBoard: Sendable {
    package enum Phase: String, Codable, Sendable {
        case down
        case starting
        case ready
        case stopped
    }

    struct Entry: Sendable {
        var phase = Phase.down
        var child: ChildProcess?
        var starts = 0
        /// Ends since it was ready last.
        var failures = 0
        var lastEnd: String?
        /// Asked to end for good.
        var isStopping = false
    }

    private struct Waiter {
        let part: DistrictPart
        let condition: @Sendable (Entry) -> Bool
        let continuation: CheckedContinuation<Entry, any Error>
    }

    private struct State {
        var entries: [DistrictPart: Entry] = [:]
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    /// Yields after something changed; several changes may come as one.
    let changes: AsyncStream<Void>

    private let state = Mutex(State())
    private let changed: AsyncStream<Void>.Continuation

    init() {
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    subscript(part: DistrictPart) -> Entry {
        state.withLock { $0.entries[part] ?? Entry() }
    }

    /// Sends a part's process a signal that ends it, and returns when its end has been seen.
    func signal(_ part: DistrictPart, _ signal: Int32) async throws {
        let child = try await wait(for: part) { $0.child != nil }.child
        child?.signal(signal)
        _ = try await wait(for: part) { $0.child?.pid != child?.pid }
    }

    /// Changes an entry and wakes those whose condition it meets now.
    func update<R: Sendable>(_ part: DistrictPart, _ change: (inout Entry) -> R) -> R {
        let (result, entry, woken) = state.withLock { state in
            var entry = state.entries[part] ?? Entry()
            let result = change(&entry)
            state.entries[part] = entry
            let met = state.waiters.filter { $0.value.part == part && $0.value.condition(entry) }
            for id in met.keys { state.waiters[id] = nil }
            return (result, entry, met.values.map(\.continuation))
        }
        for continuation in woken { continuation.resume(returning: entry) }
        changed.yield()
        return result
    }

    /// Returns as soon as the entry meets the condition.
    ///
    /// - Throws: `CancellationError`.
    func wait(for part: DistrictPart, until condition: @escaping @Sendable (Entry) -> Bool) async throws -> Entry {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known: Result<Entry, any Error>? = state.withLock { state in
                    // Checked under the lock, so that a cancellation is seen either here or by the handler below.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    let entry = state.entries[part] ?? Entry()
                    if condition(entry) { return .success(entry) }
                    state.waiters[id] = Waiter(part: part, condition: condition, continuation: continuation)
                    return nil
                }
                if let known { continuation.resume(with: known) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// The same with a limit: nil when the condition was not met within it.
    func wait(
        for part: DistrictPart, within limit: Duration, until condition: @escaping @Sendable (Entry) -> Bool
    ) async throws -> Entry? {
        try await withThrowingTaskGroup(of: Entry?.self) { group in
            group.addTask { try await self.wait(for: part, until: condition) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
