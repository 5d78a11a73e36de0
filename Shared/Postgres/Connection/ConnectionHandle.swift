internal import CLibpq
import Glibc
import Threads

/// A libpq connection in non-blocking mode, used by one thread only, which waits for the socket with `poll`.
///
/// Between calls it is in pipeline mode (manual, 34.5).
final class ConnectionHandle {
    // SAFETY: made by PQconnectStart, freed once by PQfinish in deinit; every call comes from the thread of the actor
    // that holds this object, as libpq demands.
    let connection: OpaquePointer
    private let wakeup: Wakeup
    /// How long the server may be silent in the present call; −1 is without end.
    private var silenceLimit: CInt = -1
    /// How long it may take to stop a statement whose task was cancelled.
    private let stopLimit: Duration
    /// Since when the server has been asked to stop the present statement, and when it was asked last.
    private var stopping: (since: ContinuousClock.Instant, asked: ContinuousClock.Instant)?
    /// Bytes of a COPY that were handed to libpq since it was last seen to have sent everything.
    var unflushed = 0
    private var polled = [pollfd(), pollfd()]
    private var pointers: [UnsafePointer<CChar>?] = []
    private var formats: [CInt] = []
    // SAFETY: one byte that a parameter of no bytes points to, as a null pointer means NULL. Freed in deinit.
    private let nothing = UnsafeMutablePointer<CChar>.allocate(capacity: 1)

    /// Connects, blocking the calling thread.
    init(_ configuration: PostgresConfiguration, wakeup: Wakeup) throws(PostgresError) {
        guard let connection = PQconnectStart(configuration.connectionString) else {
            throw PostgresError(.connectionFailed, "out of memory")
        }
        self.connection = connection
        self.wakeup = wakeup
        self.stopLimit = configuration.silenceAllowance
        nothing.initialize(to: 0)
        _ = PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        // Notices ("relation exists, skipping") are for people at a terminal; libpq would print them to stderr.
        _ = PQsetNoticeProcessor(connection, { _, _ in }, nil)
        try finishConnecting(within: configuration.connectTimeout)
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            throw PostgresError(.connectionFailed, "libpq refused pipeline mode")
        }
    }

    deinit {
        PQfinish(connection)
        nothing.deallocate()
    }

    var socket: CInt { PQsocket(connection) }

    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }

    /// Begins a call that waits for the server, which may be silent so long; `nil` is without end.
    func expectAnswer(within silence: Duration?) {
        silenceLimit = silence?.milliseconds ?? -1
        stopping = nil
    }

    // MARK: - Sending

    func sendPrepare(_ name: String, _ sql: SQL) throws(PostgresError) {
        try check(PQsendPrepare(connection, name, sql.text, CInt(sql.types.count), sql.types))
    }

    func sendExecute(_ name: String, _ sql: SQL) throws(PostgresError) {
        let sent = sql.values.withUnsafeBytes { values in
            // SAFETY: libpq copies the parameters before it returns; the pointers are not used beyond the call.
            var next = values.baseAddress?.assumingMemoryBound(to: CChar.self)
            pointers.removeAll(keepingCapacity: true)
            for length in sql.lengths {
                pointers.append(length < 0 ? nil : length == 0 ? UnsafePointer(nothing) : next)
                next = next.map { $0 + Int(max(0, length)) }
            }
            if formats.count < sql.lengths.count {
                formats = [CInt](repeating: 1, count: sql.lengths.count)
            }
            return PQsendQueryPrepared(connection, name, CInt(sql.lengths.count), pointers, sql.lengths, formats, 1)
        }
        try check(sent)
    }

    func sendDeallocate(_ name: String) throws(PostgresError) {
        try check(PQsendQueryParams(connection, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1))
    }

    func sendSync() throws(PostgresError) {
        try check(PQpipelineSync(connection))
    }

    /// Turns libpq's "not 1" into an error.
    func check(_ outcome: CInt) throws(PostgresError) {
        guard outcome != 1 else { return }
        throw isBroken ? lost() : PostgresError(.misuse, "libpq refused the call", detail: message)
    }

    // MARK: - Receiving

    /// The next result, which the caller owns; `nil` after the last one of a statement.
    ///
    /// `cancellable` tells whether cancelling the task stops the statement.
    func nextResult(cancellable: Bool) throws(PostgresError) -> OpaquePointer? {
        while PQisBusy(connection) == 1 {
            try makeProgress(cancellable: cancellable)
        }
        return PQgetResult(connection)
    }

    /// Sends what is unsent, waits for the server and reads what it says.
    func makeProgress(cancellable: Bool) throws(PostgresError) {
        let unsent = PQflush(connection)
        guard unsent >= 0 else { throw lost() }
        try awaitServer(unsent == 1 ? POLLIN | POLLOUT : POLLIN, cancellable: cancellable)
    }

    /// Sends what is unsent and returns when nothing is.
    func flush(cancellable: Bool) throws(PostgresError) {
        var unsent = PQflush(connection)
        while unsent == 1 {
            try awaitServer(POLLIN | POLLOUT, cancellable: cancellable)
            unsent = PQflush(connection)
        }
        guard unsent == 0 else { throw lost() }
    }

    /// Waits until the socket is ready for one of the events, and reads what there is.
    private func awaitServer(_ events: CInt, cancellable: Bool) throws(PostgresError) {
        let isCancelled = cancellable && Task.isCancelled
        if isCancelled {
            try askToStop()
        }
        switch wait(for: events, milliseconds: isCancelled ? Self.stopInterval.milliseconds : silenceLimit) {
        case .ready:
            guard PQconsumeInput(connection) == 1 else { throw lost() }
        case .woken: break
        case .late:
            guard isCancelled else {
                throw PostgresError(.connectionLost, "the server was silent for longer than its own time limit")
            }
        }
    }

    private static let stopInterval = Duration.milliseconds(200)

    /// Cancels the running statement, again and again: a backend that has not begun with it yet ignores that.
    ///
    /// It is done from here and not from the cancelling thread, so that it can hit no later statement: when PQcancel
    /// returns, the server has signalled its backend, and a backend that waits for a statement ignores the signal.
    private func askToStop() throws(PostgresError) {
        let now = ContinuousClock.now
        let since = stopping?.since ?? now
        guard now - since < stopLimit else {
            throw Self.notStopped
        }
        if let stopping, now - stopping.asked < Self.stopInterval {
            return
        }
        try cancel()
        stopping = (since, now)
    }

    private static let notStopped = PostgresError(
        .connectionLost, "the server did not stop a statement that was cancelled")

    /// Asks the server to stop the running statement, over a connection of its own.
    ///
    /// libpq waits without end for the answer of a server that stands still. Who asks is left behind then, and may be heard during
    /// a later statement, so that this connection must have none.
    func cancel() throws(PostgresError) {
        guard let cancel = PQgetCancel(connection) else { return }
        // SAFETY: it is used and freed by the one thread that it is handed to.
        nonisolated(unsafe) let request = cancel
        let isAnswered = BoundedCall.run(name: "pg cancel", patience: stopLimit) {
            // Its failure changes nothing here: the server is asked again, or the statement comes to its end.
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(request, &message, CInt(message.count))
            PQfreeCancel(request)
        }
        guard isAnswered else { throw Self.notStopped }
    }

    /// Whether the server has not closed the connection, as far as this side was told.
    func isAlive() -> Bool {
        while !isBroken {
            polled[0] = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            if poll(&polled, 1, 0) == 0 {
                return true
            }
            guard PQconsumeInput(connection) == 1 else { return false }
        }
        return false
    }

    // MARK: - Waiting

    private enum Wakening {
        case ready, woken, late
    }

    private func wait(for events: CInt, milliseconds: CInt) -> Wakening {
        polled[0] = pollfd(fd: socket, events: Int16(events), revents: 0)
        polled[1] = pollfd(fd: wakeup.readEnd, events: Int16(POLLIN), revents: 0)
        var count = poll(&polled, 2, milliseconds)
        while count < 0, errno == EINTR {
            count = poll(&polled, 2, milliseconds)
        }
        guard count != 0 else { return .late }
        if polled[1].revents != 0 {
            wakeup.drain()
            return .woken
        }
        // A broken socket counts as ready: reading from it tells what is wrong.
        return .ready
    }

    private func finishConnecting(within timeout: Duration) throws(PostgresError) {
        let deadline = ContinuousClock.now + timeout
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard next != PGRES_POLLING_FAILED, !isBroken else {
                throw PostgresError(.connectionFailed, sqlState: Self.sqlState(in: message), detail: message)
            }
            let left = deadline - ContinuousClock.now
            switch wait(for: next == PGRES_POLLING_READING ? POLLIN : POLLOUT, milliseconds: left.milliseconds) {
            case .ready: next = PQconnectPoll(connection)
            case .woken where Task.isCancelled: throw PostgresError(.cancelled)
            case .woken: continue
            case .late: throw PostgresError(.connectionFailed, "the server did not answer in time")
            }
        }
    }

    // MARK: - Errors

    var isBroken: Bool { PQstatus(connection) == CONNECTION_BAD }

    func lost() -> PostgresError {
        PostgresError(.connectionLost, detail: message)
    }

    private var message: String {
        String(cString: PQerrorMessage(connection))
    }

    /// While connecting, libpq has the server's code only within its text, behind a word in the server's language:
    /// `FATAL:  28P01: password …`.
    static func sqlState(in message: String) -> SQLState? {
        for mark in message.ranges(of: ":  ") {
            let rest = message[mark.upperBound...]
            let isCode = rest.dropFirst(5).first == ":" && rest.prefix(5).allSatisfy { $0.isASCII && $0 != " " }
            if isCode { return SQLState(rawValue: String(rest.prefix(5))) }
        }
        return nil
    }
}
