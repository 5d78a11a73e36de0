import Postgres
import ServiceSupport

@testable import Registry

extension TestRegistry {
    /// What a request answers that has to wait for another transaction, which makes its `changes` meanwhile.
    ///
    /// The test needs a time limit, for a request that does not wait.
    func heldBack(
        by locks: [SQL], then changes: [SQL] = [], _ request: @escaping @Sendable () async throws -> Reply
    ) async throws -> Reply {
        try await service.pool.withSession { other in
            try await other.execute("BEGIN")
            for statement in locks { try await other.execute(statement) }
            return try await withThrowingTaskGroup(of: Reply.self) { tasks in
                tasks.addTask { try await request() }
                var isWaiting = false
                while !isWaiting {
                    isWaiting = try await other.query(
                        """
                        SELECT EXISTS (
                            SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
                        """, as: Bool.self)[0]
                }
                for statement in changes { try await other.execute(statement) }
                try await other.execute("COMMIT")
                guard let reply = try await tasks.next() else { preconditionFailure("one request was made") }
                return reply
            }
        }
    }
}
