internal import CLibpq

/// What libpq refuses to do within a pipeline: COPY and scripts.
extension ConnectionHandle {
    func leavePipeline() throws(PostgresError) {
        try check(PQexitPipelineMode(connection))
    }

    func enterPipeline() throws(PostgresError) {
        try check(PQenterPipelineMode(connection))
    }

    func send(script: SQL) throws(PostgresError) {
        try check(PQsendQuery(connection, script.text))
    }

    /// Starts a COPY and waits until the server is ready for its data.
    func startCopy(_ sql: SQL, expecting status: ExecStatusType) throws(PostgresError) {
        try check(PQsendQueryParams(connection, sql.text, 0, nil, nil, nil, nil, 0))
        guard let result = try nextResult(cancellable: true) else { throw lost() }
        defer { PQclear(result) }
        if PQresultStatus(result) == status {
            return
        }
        guard PQresultStatus(result) == PGRES_FATAL_ERROR else {
            throw PostgresError(.misuse, "the statement is no COPY in this direction")
        }
        let refusal = PostgresError(result: result)
        try finish(cancellable: true)
        throw refusal
    }

    /// Reads what is left of a statement's results.
    /// - Throws: the first error among them, after the last was read.
    @discardableResult
    func finish(cancellable: Bool) throws(PostgresError) -> Int {
        var affected = 0
        var failure: PostgresError?
        while let result = try nextResult(cancellable: cancellable) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                affected = Int(String(cString: PQcmdTuples(result))) ?? 0
            case PGRES_FATAL_ERROR:
                failure = failure ?? PostgresError(result: result)
                if isBroken {
                    throw lost()
                }
            default:
                // A COPY within a script, or one that goes on: it would never end here.
                throw PostgresError(.misuse, "the statement is a COPY")
            }
        }
        if let failure {
            throw failure
        }
        return affected
    }

    func put(_ chunk: [UInt8]) throws(PostgresError) {
        let count = CInt(clamping: chunk.count)
        guard Int(count) == chunk.count else { throw PostgresError(.encoding, "a chunk of COPY is longer than 2 GB") }
        while true {
            // SAFETY: libpq copies the bytes before it returns.
            let outcome = chunk.withUnsafeBytes { bytes in
                PQputCopyData(connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count)
            }
            guard outcome == 0 else {
                try check(outcome)
                break
            }
            try makeProgress(cancellable: true)
        }
        // libpq keeps what the server does not take yet, without a limit.
        unflushed += chunk.count
        if unflushed >= Self.copyBuffer {
            try flush(cancellable: true)
            unflushed = 0
        }
    }

    private static let copyBuffer = 65_536

    /// Ends the data.
    func endCopyIn() throws(PostgresError) -> Int {
        var outcome = PQputCopyEnd(connection, nil)
        while outcome == 0 {
            try makeProgress(cancellable: false)
            outcome = PQputCopyEnd(connection, nil)
        }
        try check(outcome)
        return try finish(cancellable: true)
    }

    /// `nil` after the last data.
    func nextCopyData() throws(PostgresError) -> [UInt8]? {
        while true {
            var data: UnsafeMutablePointer<CChar>?
            let count = PQgetCopyData(connection, &data, 1)
            // SAFETY: libpq hands over `count` bytes, which are copied and then freed as it demands.
            if let data {
                defer { PQfreemem(data) }
                return [UInt8](UnsafeRawBufferPointer(start: data, count: Int(count)))
            }
            guard count == 0 else { return nil }
            try makeProgress(cancellable: true)
        }
    }

    /// Ends a COPY in either direction without its being completed.
    func abandonCopy() throws(PostgresError) {
        do throws(PostgresError) {
            if PQputCopyEnd(connection, "the client gave up") != 1 {
                try cancel()
                while try nextCopyData() != nil {}
            }
            try finish(cancellable: false)
        } catch  where error.kind == .server {
            // The very refusal that was asked for.
        }
    }
}
