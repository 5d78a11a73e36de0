import Repetition
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct RepeatedWorkTests {
    private struct Away: Error {}

    private let log = KeptLog()

    private final class Counter: Sendable {
        private let value = Mutex(0)

        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }

    /// Runs the work until its `count`-th attempt is over, and then cancels it.
    ///
    /// - Returns: how many attempts there were.
    private func attempts(
        _ count: Int, every interval: Duration, pauseAfterFailure: Duration,
        _ work: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Int {
        let (begun, continuation) = AsyncStream.makeStream(of: Int.self)
        let counter = Counter()
        try await withThrowingTaskGroup { group in
            group.addTask {
                let repeated = RepeatedWork(
                    "looking", every: interval, pauseAfterFailure: pauseAfterFailure, log.logger
                ) {
                    let attempt = counter.next()
                    defer { continuation.yield(attempt) }
                    try await work(attempt)
                }
                try await repeated.run()
            }
            for await attempt in begun where attempt == count { break }
            group.cancelAll()
            try await group.waitForAll()
        }
        return counter.next() - 1
    }

    @Test func `what is done is done again after the interval`() async throws {
        let count = try await attempts(3, every: .zero, pauseAfterFailure: .seconds(3_600)) { _ in }
        #expect(count >= 3)
        #expect(log.lines.isEmpty)
    }

    @Test func `what failed is told and tried again after its own pause`() async throws {
        let count = try await attempts(3, every: .seconds(3_600), pauseAfterFailure: .zero) { attempt in
            if attempt < 3 { throw Away() }
        }
        #expect(count == 3)
        #expect(log.lines == Array(repeating: "warning: a repeated task failed looking", count: 2))
    }

    @Test func `what is cancelled ends, and what it broke off has not failed`() async throws {
        let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
        let (never, open) = AsyncStream.makeStream(of: Void.self)
        defer { open.finish() }
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await RepeatedWork("looking", every: .zero, log.logger) {
                    continuation.yield()
                    for await _ in never {}
                    throw Away()
                }.run()
            }
            for await _ in begun { break }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(log.lines.isEmpty)
    }
}
