import Synchronization
package import Threads

/// Chunks of a COPY that are made on another thread while the server is still taking the ones before: a bounded queue with
/// one who fills it and one who empties it.
package final class ChunkQueue: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// How many chunks wait at most; they have 256 KB each.
    private static let limit = 96

    private struct State {
        var chunks: [[UInt8]] = []
        /// How it ended on the filling side.
        var end: Result<Void, any Error>?
        /// Nobody will empty it any more.
        var isAbandoned = false
        var filling: CheckedContinuation<Void, Never>?
        var emptying: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Runs `body` with a queue that is filled with the chunks of `rows` on `thread` from now on.
    ///
    /// - Throws: what `body` throws. What the rows throw, whoever empties the queue gets.
    package static func filled<Rows, Value>(
        from rows: CopyRows<Rows>, on thread: DedicatedThread, _ body: (ChunkQueue) async throws -> Value
    ) async throws -> Value {
        let queue = ChunkQueue()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: thread) { await queue.fill(from: rows) }
            defer { queue.abandon() }
            return try await body(queue)
        }
    }

    private init() {}

    // MARK: - Filling

    private func fill<Rows>(from rows: CopyRows<Rows>) async {
        do {
            for try await chunk in rows {
                guard await append(chunk) else { return }
            }
            finish(.success(()))
        } catch {
            finish(.failure(error))
        }
    }

    /// - Returns: whether anybody still wants chunks.
    private func append(_ chunk: [UInt8]) async -> Bool {
        let emptying = state.withLock { state in
            state.chunks.append(chunk)
            defer { state.emptying = nil }
            return state.emptying
        }
        emptying?.resume()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let hasRoom = state.withLock { state in
                if state.isAbandoned || state.chunks.count < Self.limit { return true }
                state.filling = continuation
                return false
            }
            if hasRoom { continuation.resume() }
        }
        return state.withLock { !$0.isAbandoned }
    }

    private func finish(_ end: Result<Void, any Error>) {
        let emptying = state.withLock { state in
            state.end = end
            defer { state.emptying = nil }
            return state.emptying
        }
        emptying?.resume()
    }

    private func abandon() {
        let filling = state.withLock { state in
            state.isAbandoned = true
            defer { state.filling = nil }
            return state.filling
        }
        filling?.resume()
    }

    // MARK: - Emptying

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let queue: ChunkQueue

        /// - Throws: what the rows threw, behind the chunks that were made before.
        package mutating func next() async throws -> [UInt8]? { try await queue.next() }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(queue: self) }

    private func next() async throws -> [UInt8]? {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isReady = state.withLock { state in
                if !state.chunks.isEmpty || state.end != nil { return true }
                state.emptying = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        let (chunk, end, filling) = state.withLock { state in
            let chunk = state.chunks.isEmpty ? nil : state.chunks.removeFirst()
            defer { state.filling = nil }
            return (chunk, state.end, state.filling)
        }
        filling?.resume()
        if chunk == nil { try end?.get() }
        return chunk
    }
}
