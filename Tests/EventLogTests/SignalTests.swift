import Testing

@testable import EventLog

/// Waiting for a signal no longer than until a moment.
@Suite(.timeLimit(.minutes(1))) struct SignalTests {
    private static var later: ContinuousClock.Instant { .now + .seconds(3_600) }

    @Test func `a wait with an end is over when the signal is raised`() async throws {
        let signal = Signal()
        signal.raise()
        try await signal.wait(until: Self.later)
        try await withThrowingTaskGroup { group in
            group.addTask { try await signal.wait(until: Self.later) }
            group.addTask { signal.raise() }
            try await group.waitForAll()
        }
    }

    @Test func `a wait that came to its end leaves nobody behind who would take the next signal`() async throws {
        let signal = Signal()
        try await signal.wait(until: .now)
        signal.raise()
        #expect(await signal.wait())
    }

    @Test func `a cancelled wait is over`() async throws {
        let signal = Signal()
        let isCancelled = await withTaskGroup { group in
            group.addTask {
                do { try await signal.wait(until: Self.later) } catch { return error is CancellationError }
                return Task.isCancelled
            }
            group.cancelAll()
            return await group.next()
        }
        #expect(isCancelled == true)
    }
}
