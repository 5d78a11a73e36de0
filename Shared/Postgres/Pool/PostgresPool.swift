package import Logging
import ServiceLifecycle
import Synchronization

/// Lends a bounded number of connections.
///
/// It opens them when they are wanted, replaces broken ones, and makes those wait who find none free, up to
/// `acquireTimeout`. It lends before ``run()`` too; `run()` closes it at graceful shutdown.
package final class PostgresPool: Service {
    package let configuration: PostgresConfiguration
    private let logger: Logger
    private let metrics: PoolMetrics
    private let state: Mutex<PoolState>

    package init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        metrics = PoolMetrics(database: configuration.database)
        state = Mutex(
            PoolState(
                maximumConnections: configuration.maximumConnections, maximumWaiters: configuration.maximumWaiters))
    }

    /// Lives until graceful shutdown or cancellation, then refuses newcomers.
    ///
    /// Connections that are lent are closed when they come back.
    ///
    /// - Throws: `CancellationError` when it is cancelled.
    package func run() async throws {
        do {
            try await gracefulShutdown()
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Lends a connection to `body`.
    ///
    /// A transaction that `body` leaves open ends with the connection.
    /// - Throws: what `body` throws; ``PostgresError`` of kind `poolExhausted`, `connectionFailed` or `cancelled`, and
    ///   `closed` once the pool was closed, also for those who wait for a connection then.
    @discardableResult
    package func withConnection<Value>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
        try await withLoan { loan in try await body(loan.connection) }
    }

    /// Whether whoever keeps a connection between transactions should give it back.
    var isWanted: Bool { state.withLock(\.isWanted) }

    /// Lends a connection that is not counted and not shared, and closes it afterwards: for session advisory locks and
    /// whatever else must end with its user.
    ///
    /// `configure` changes what this connection is to have otherwise.
    ///
    /// - Throws: what `body` throws; ``PostgresError`` of kind `connectionFailed` or `cancelled`. A closed pool gives
    ///   one too.
    @discardableResult
    package func withSession<Value>(
        configure: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        var own = configuration
        configure(&own)
        let connection = try await connect(own, until: .now + own.acquireTimeout)
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Whether a connection can be had within two seconds, and answers within two more.
    package func isHealthy() async -> Bool {
        let patience = Duration.seconds(2)
        do {
            let connection = try await acquire(within: patience)
            do {
                try await connection.requireAnswer(within: patience)
            } catch {
                await release(connection)
                throw error
            }
            await release(connection)
            return true
        } catch {
            logger.debug("PostgreSQL is not healthy", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Closes what is idle, refuses what waits and what comes.
    package func close() async {
        for connection in change({ $0.close() }) {
            await connection.close()
        }
    }

    // MARK: - Lending

    func acquire(within timeout: Duration? = nil) async throws -> PostgresConnection {
        let deadline = ContinuousClock.now + (timeout ?? configuration.acquireTimeout)
        while true {
            switch change({ $0.acquire() }) {
            case .connection(let connection):
                if let connection = await checked(connection) {
                    return connection
                }
            case .room:
                return try await fillRoom(until: deadline)
            case .wait(let waiter):
                switch await answer(to: waiter, until: deadline) {
                case .connection(let connection):
                    if let connection = await checked(connection) {
                        return connection
                    }
                case .room:
                    return try await fillRoom(until: deadline)
                case .refusal(let error):
                    throw error
                }
            case .refusal(let error):
                throw error
            }
        }
    }

    func release(_ connection: PostgresConnection) async {
        guard await connection.isReusable() else {
            await connection.close()
            change { $0.vacate() }
            return
        }
        if let surplus = change({ $0.release(connection) }) {
            await surplus.close()
        }
    }

    /// The connection, unless the server has hung up while it was idle.
    private func checked(_ connection: PostgresConnection) async -> PostgresConnection? {
        if connection.isQuiet {
            return connection
        }
        if await connection.isReusable() {
            return connection
        }
        await connection.close()
        change { $0.vacate() }
        return nil
    }

    private func answer(to waiter: PoolWaiter, until deadline: ContinuousClock.Instant) async -> PoolWaiter.Grant {
        async let _ = refuse(waiter, at: deadline)
        let grant = await withTaskCancellationHandler {
            await waiter.wait()
        } onCancel: {
            refuse(waiter, with: PostgresError(.cancelled, "while waiting for a connection"))
        }
        return grant
    }

    private func refuse(_ waiter: PoolWaiter, at deadline: ContinuousClock.Instant) async {
        do {
            try await Task.sleep(until: deadline)
        } catch {
            // The waiter was answered, so that this task was cancelled.
            return
        }
        refuse(waiter, with: PostgresError(.poolExhausted, "none came free in time"))
    }

    private func refuse(_ waiter: PoolWaiter, with error: PostgresError) {
        if waiter.answer(.refusal(error)) {
            change { $0.forget(waiter) }
        }
    }

    /// Opens a connection in room that was granted, and gives the room back when it cannot.
    private func fillRoom(until deadline: ContinuousClock.Instant) async throws -> PostgresConnection {
        do {
            return try await connect(configuration, until: deadline)
        } catch {
            change { $0.vacate() }
            throw error
        }
    }

    /// Connects, again and again while the server is not to be reached.
    private func connect(
        _ configuration: PostgresConfiguration, until deadline: ContinuousClock.Instant
    ) async throws -> PostgresConnection {
        var configuration = configuration
        let limit = configuration.connectTimeout
        var backoff = Backoff(from: .milliseconds(20), to: .seconds(1))
        while true {
            // A server that takes connections and says nothing is not waited for much longer than the caller wants to wait.
            configuration.connectTimeout = min(limit, max(deadline - ContinuousClock.now, .seconds(1)))
            do {
                return try await PostgresConnection.connect(configuration)
            } catch let error as PostgresError where error.isRetriable {
                let pause = backoff.pause()
                guard ContinuousClock.now + pause < deadline else { throw error }
                logger.debug("PostgreSQL is not reachable", metadata: ["error": "\(error)", "pause": "\(pause)"])
                do {
                    try await Task.sleep(for: pause)
                } catch {
                    throw PostgresError(.cancelled, "while connecting")
                }
            }
        }
    }

    private func change<Value: Sendable>(_ body: (inout PoolState) -> Value) -> Value {
        let (value, census) = state.withLock { state in (body(&state), state.census) }
        metrics.record(census)
        return value
    }
}
