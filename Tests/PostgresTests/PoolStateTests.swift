import Testing

@testable import Postgres

struct PoolStateTests {
    /// A pool whose only connection is lent.
    private func exhausted(waiters: Int = 8) -> PoolState {
        var state = PoolState(maximumConnections: 1, maximumWaiters: waiters)
        guard case .room = state.acquire() else {
            Issue.record("an empty pool has room")
            return state
        }
        return state
    }

    private func waiter(_ state: inout PoolState) throws -> PoolWaiter {
        guard case .wait(let waiter) = state.acquire() else { throw PostgresError(.misuse, "nobody may wait") }
        return waiter
    }

    private func kind(_ grant: PoolWaiter.Grant) -> PostgresError.Kind? {
        guard case .refusal(let error) = grant else { return nil }
        return error.kind
    }

    private func isRoom(_ grant: PoolWaiter.Grant) -> Bool {
        guard case .room = grant else { return false }
        return true
    }

    @Test func `who gave up waiting leaves the line to others`() async throws {
        var state = exhausted(waiters: 1)
        let first = try waiter(&state)
        #expect(throws: PostgresError.self) { try waiter(&state) }
        #expect(first.answer(.refusal(PostgresError(.cancelled))))
        state.forget(first)
        let second = try waiter(&state)

        state.vacate()

        #expect(isRoom(await second.wait()))
        #expect(state.census == .init(open: 1, idle: 0, waiting: 0))
    }

    @Test func `room goes to the first who still waits`() async throws {
        var state = exhausted()
        let gone = try waiter(&state)
        let next = try waiter(&state)
        let last = try waiter(&state)
        #expect(gone.answer(.refusal(PostgresError(.poolExhausted))))

        state.vacate()

        #expect(kind(await gone.wait()) == .poolExhausted)
        #expect(isRoom(await next.wait()))
        #expect(state.census == .init(open: 1, idle: 0, waiting: 1))
        state.vacate()
        #expect(isRoom(await last.wait()))
        state.vacate()
        #expect(state.census == .init(open: 0, idle: 0, waiting: 0))
    }

    @Test func `closing refuses who waits and who comes`() async throws {
        var state = exhausted()
        let waiting = try waiter(&state)

        #expect(state.close().isEmpty)

        #expect(kind(await waiting.wait()) == .closed)
        guard case .refusal(let error) = state.acquire() else {
            Issue.record("a closed pool lends")
            return
        }
        #expect(error.kind == .closed)
        state.vacate()
        #expect(state.census == .init(open: 0, idle: 0, waiting: 0))
    }
}
