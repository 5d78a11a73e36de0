import DequeModule

/// Who has which connection, as a value behind the pool's lock.
///
/// It does nothing itself: it says what is to be done.
struct PoolState {
    enum Acquisition {
        case connection(PostgresConnection)
        case room
        case wait(PoolWaiter)
        case refusal(PostgresError)
    }

    /// Numbers for the gauges.
    struct Census: Equatable {
        var open = 0
        var idle = 0
        var waiting = 0
    }

    private let maximumConnections: Int
    private let maximumWaiters: Int
    /// The one used last comes first: its caches are warm, and the surplus rests.
    private var idle: [PostgresConnection] = []
    /// Connections that are idle, lent or being opened.
    private var open = 0
    private var waiters: Deque<PoolWaiter> = []
    private var isClosed = false

    init(maximumConnections: Int, maximumWaiters: Int) {
        self.maximumConnections = max(1, maximumConnections)
        self.maximumWaiters = max(0, maximumWaiters)
    }

    var census: Census {
        Census(open: open, idle: idle.count, waiting: waiters.count)
    }

    /// Whether somebody waits for a connection, or all are to come back.
    var isWanted: Bool { isClosed || !waiters.isEmpty }

    mutating func acquire() -> Acquisition {
        if isClosed {
            return .refusal(PostgresError(.closed, "the pool was closed"))
        }
        if let connection = idle.popLast() {
            return .connection(connection)
        }
        if open < maximumConnections {
            open += 1
            return .room
        }
        guard waiters.count < maximumWaiters else {
            return .refusal(PostgresError(.poolExhausted, "\(waiters.count) tasks are waiting already"))
        }
        let waiter = PoolWaiter()
        waiters.append(waiter)
        return .wait(waiter)
    }

    /// Takes a connection back.
    ///
    /// What it returns is to be closed.
    mutating func release(_ connection: PostgresConnection) -> PostgresConnection? {
        if isClosed {
            open -= 1
            return connection
        }
        while let waiter = waiters.popFirst() {
            if waiter.answer(.connection(connection)) {
                return nil
            }
        }
        idle.append(connection)
        return nil
    }

    /// A connection is gone or could not be opened: there is room for another.
    mutating func vacate() {
        while !isClosed, let waiter = waiters.popFirst() {
            if waiter.answer(.room) {
                return
            }
        }
        open -= 1
    }

    /// The waiter has got its answer otherwise.
    mutating func forget(_ waiter: PoolWaiter) {
        waiters.removeAll { $0 === waiter }
    }

    /// Refuses everybody from now on.
    ///
    /// What it returns is to be closed.
    mutating func close() -> [PostgresConnection] {
        isClosed = true
        for waiter in waiters {
            _ = waiter.answer(.refusal(PostgresError(.closed, "the pool was closed")))
        }
        waiters = []
        defer { idle = [] }
        open -= idle.count
        return idle
    }
}
