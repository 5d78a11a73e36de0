internal import CLibpq

/// Statements that are sent together and answered together: a libpq pipeline with one sync at its end (manual, 34.5).
///
/// A statement that the server does not know yet is prepared in the same flight.
struct Flight {
    private enum Step {
        case prepare(PreparedStatements.Key, name: String)
        case execute(PreparedStatements.Key)
        case deallocate(name: String)
    }

    private let handle: ConnectionHandle
    private let cancellable: Bool
    private let prepared: PreparedStatements
    private var steps: [Step] = []
    private var results: [PostgresResult] = []
    private var failure: PostgresError?

    /// Blocks the calling thread until all results are there.
    /// - Throws: the first error of a statement; those after it were skipped. ``PostgresError/Kind/connectionLost`` and
    ///   ``PostgresError/Kind/misuse`` leave the connection unusable.
    static func run(
        _ statements: [SQL], on handle: ConnectionHandle, prepared: PreparedStatements, cancellable: Bool
    ) throws(PostgresError) -> [PostgresResult] {
        var flight = Flight(handle: handle, cancellable: cancellable, prepared: prepared)
        try flight.send(statements)
        do throws(PostgresError) {
            try flight.receive()
        } catch {
            // The server's last words tell more than the silence after them.
            var error = error
            error.sqlState = error.sqlState ?? flight.failure?.sqlState
            throw error
        }
        if let failure = flight.failure {
            throw failure
        }
        return flight.results
    }

    private init(handle: ConnectionHandle, cancellable: Bool, prepared: PreparedStatements) {
        self.handle = handle
        self.cancellable = cancellable
        self.prepared = prepared
    }

    private mutating func send(_ statements: [SQL]) throws(PostgresError) {
        for statement in statements {
            let key = PreparedStatements.Key(text: statement.text, types: statement.types)
            if let name = prepared.name(for: key) {
                try handle.sendExecute(name, statement)
            } else {
                let name = prepared.insert(key)
                try handle.sendPrepare(name, statement)
                steps.append(.prepare(key, name: name))
                try handle.sendExecute(name, statement)
            }
            steps.append(.execute(key))
        }
        // At the end: DEALLOCATE takes a snapshot, and after that no transaction can choose its isolation. Not behind a COMMIT:
        // its failure would be told of what is stored.
        if statements.last?.text != "COMMIT" {
            for name in prepared.superseded {
                try handle.sendDeallocate(name)
                steps.append(.deallocate(name: name))
            }
        }
        try handle.sendSync()
    }

    private mutating func receive() throws(PostgresError) {
        for step in steps {
            var succeeded = false
            while let result = try handle.nextResult(cancellable: cancellable) {
                succeeded = try take(result, of: step)
            }
            switch step {
            case .deallocate(let name) where succeeded: prepared.deallocated(name)
            case .prepare(let key, let name) where !succeeded: prepared.remove(key, name: name)
            case .execute(let key) where failure?.planIsStale == true && !succeeded: prepared.supersede(key)
            case .deallocate, .prepare, .execute: break
            }
        }
        try receiveSync()
    }

    private mutating func receiveSync() throws(PostgresError) {
        var result = try handle.nextResult(cancellable: cancellable)
        if let refusal = result, PQresultStatus(refusal) == PGRES_FATAL_ERROR {
            // Here the server commits what has no transaction around it, and may refuse that for a deferred constraint.
            try take(refusal: refusal)
            result = try handle.nextResult(cancellable: cancellable)
            // The end of the refusal comes before the sync.
            if result == nil { result = try handle.nextResult(cancellable: cancellable) }
        }
        guard let sync = result else { throw handle.lost() }
        defer { PQclear(sync) }
        guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw handle.lost() }
    }

    private mutating func take(_ result: OpaquePointer, of step: Step) throws(PostgresError) -> Bool {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
            guard case .execute = step else {
                PQclear(result)
                return true
            }
            results.append(PostgresResult(owning: result))
            return true
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            return false
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH, PGRES_EMPTY_QUERY:
            PQclear(result)
            throw PostgresError(.misuse, "an empty statement, or a COPY that was not sent by copyIn or copyOut")
        default:
            try take(refusal: result)
            return false
        }
    }

    private mutating func take(refusal result: OpaquePointer) throws(PostgresError) {
        let error = PostgresError(result: result)
        PQclear(result)
        if error.kind == .connectionLost {
            throw error
        }
        failure = failure ?? error
        if handle.isBroken {
            throw handle.lost()
        }
    }
}
