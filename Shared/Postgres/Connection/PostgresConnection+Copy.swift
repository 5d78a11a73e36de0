internal import CLibpq

/// COPY, whose data stream between statements (manual, 34.10). While one is under way, other calls throw.
extension PostgresConnection {
    /// Sends the chunks to `COPY … FROM STDIN` and tells how many rows were stored.
    ///
    /// Chunks need not end with a row. When `chunks` throws or the task is cancelled, nothing is stored.
    ///
    /// - Throws: what `chunks` throws; ``PostgresError`` as ``query(_:)``, of kind `misuse` also for bound values and
    ///   for a statement that is no such COPY.
    @discardableResult
    package nonisolated func copyIn<Chunks: AsyncSequence>(
        _ sql: SQL, _ chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await startCopy(sql, expecting: PGRES_COPY_IN)
        do {
            for try await chunk in chunks {
                try await cancellable { connection in try connection.putCopyData(chunk) }
            }
            return try await cancellable { connection in try connection.endCopyIn() }
        } catch {
            await abandonCopy()
            throw error
        }
    }

    /// Hands the data of `COPY … TO STDOUT` on, in chunks of one row or more.
    ///
    /// - Throws: what `take` throws; ``PostgresError`` as ``copyIn(_:_:)``.
    package nonisolated func copyOut(_ sql: SQL, _ take: ([UInt8]) async throws -> Void) async throws {
        try await startCopy(sql, expecting: PGRES_COPY_OUT)
        do {
            while let chunk = try await cancellable({ connection in try connection.nextCopyData() }) {
                try await take(chunk)
            }
        } catch {
            await abandonCopy()
            throw error
        }
    }

    /// Runs a script of several statements by the simple protocol: for the migrator only, which has nothing to bind.
    func runScript(_ sql: SQL) throws {
        try sendPending()
        let handle = try usableHandle()
        handle.expectAnswer(within: configuration.silenceLimit())
        do throws(PostgresError) {
            try handle.leavePipeline()
            try handle.send(script: sql)
            try handle.finish(cancellable: true)
            try handle.enterPipeline()
        } catch {
            throw recover(error)
        }
    }

    private nonisolated func startCopy(_ sql: SQL, expecting status: ExecStatusType) async throws {
        try await cancellable { connection in
            try sql.requireSendable()
            guard sql.types.isEmpty else { throw PostgresError(.misuse, "COPY cannot bind values") }
            // BEGIN and its like go first, as COPY is no part of a pipeline.
            try connection.sendPending()
            let handle = try connection.usableHandle()
            if Task.isCancelled {
                throw PostgresError(.cancelled)
            }
            let isTransaction = handle.transactionStatus != PQTRANS_IDLE
            handle.expectAnswer(within: connection.configuration.silenceLimit())
            do throws(PostgresError) {
                try handle.leavePipeline()
                try handle.startCopy(sql, expecting: status)
                connection.copy = PostgresConnection.Copy(isTransaction: isTransaction)
            } catch {
                throw connection.recover(error)
            }
        }
    }

    private func sendPending() throws {
        if !pending.isEmpty {
            _ = try fly([])
        }
    }

    private func putCopyData(_ chunk: [UInt8]) throws {
        guard let handle else { throw PostgresError(.closed) }
        handle.expectAnswer(within: configuration.silenceLimit())
        do throws(PostgresError) {
            try handle.put(chunk)
        } catch {
            throw conclude(error, isTransaction: copy?.isTransaction ?? false)
        }
    }

    private func endCopyIn() throws -> Int {
        guard let handle else { throw PostgresError(.closed) }
        // A sequence ends when its task is cancelled, as if that were all: half a COPY must not pass for a whole one.
        if Task.isCancelled {
            throw PostgresError(.cancelled)
        }
        handle.expectAnswer(within: configuration.silenceLimit())
        do throws(PostgresError) {
            let stored = try handle.endCopyIn()
            copy = nil
            try handle.enterPipeline()
            return stored
        } catch {
            throw recover(error)
        }
    }

    private func nextCopyData() throws -> [UInt8]? {
        guard let handle else { throw PostgresError(.closed) }
        handle.expectAnswer(within: configuration.silenceLimit())
        do throws(PostgresError) {
            if let chunk = try handle.nextCopyData() {
                return chunk
            }
            try handle.finish(cancellable: true)
            copy = nil
            try handle.enterPipeline()
            return nil
        } catch {
            throw recover(error)
        }
    }

    /// Ends a COPY whose other side has failed; a connection that does not come to rest by that is given up.
    private func abandonCopy() {
        guard copy != nil, let handle else { return }
        copy = nil
        handle.expectAnswer(within: configuration.silenceLimit())
        do throws(PostgresError) {
            try handle.abandonCopy()
            try handle.enterPipeline()
        } catch {
            close()
        }
    }

    /// After a refusal by the server the connection goes on as before; after anything else it is closed.
    private func recover(_ error: PostgresError) -> PostgresError {
        let isTransaction = copy?.isTransaction ?? (handle?.transactionStatus != PQTRANS_IDLE)
        copy = nil
        guard error.kind == .server, let handle else { return conclude(error, isTransaction: isTransaction) }
        do throws(PostgresError) {
            try handle.enterPipeline()
        } catch {
            close()
        }
        return conclude(error, isTransaction: isTransaction)
    }
}
