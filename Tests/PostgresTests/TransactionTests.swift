import Postgres
import Synchronization
import TestSupport
import Testing

@Suite(.database)
struct TransactionTests {
    struct Refusal: Error {}

    /// A fresh table `ledger (id, amount)` with rows 1 and 2 of amount 0.
    private func withLedger(_ body: (PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withTransaction { transaction in
                try await transaction.execute("DROP TABLE IF EXISTS ledger")
                try await transaction.execute("CREATE TABLE ledger (id bigint PRIMARY KEY, amount bigint NOT NULL)")
                try await transaction.execute("INSERT INTO ledger VALUES (1, 0), (2, 0)")
            }
            try await body(pool)
        }
    }

    /// An expectation that can stand within another one.
    private func refuses(_ body: () async throws -> some Any) async {
        do {
            _ = try await body()
            Issue.record("nothing was thrown")
        } catch {
            #expect(error is Refusal || (error as? PostgresError)?.sqlState == "22012")
        }
    }

    private func amounts(_ pool: PostgresPool) async throws -> [Int64] {
        try await pool.withConnection { try await $0.query("SELECT amount FROM ledger ORDER BY id", as: Int64.self) }
    }
}

extension TransactionTests {
    @Test func `everything is tried in turn on one ledger`() async throws {
        try await withLedger { pool in
            try await commitAndRollBack(pool)
            try await savepoints(pool)
            try await swallowedErrors(pool)
            try await deadlock(pool)
            try await serializationFailure(pool)
            try await stalePlan(pool)
            try await lostConnection(pool)
        }
    }

    private func commitAndRollBack(_ pool: PostgresPool) async throws {
        let answer = try await pool.withTransaction { transaction in
            try await transaction.execute("UPDATE ledger SET amount = 5 WHERE id = 1")
            return "done"
        }
        #expect(answer == "done")
        #expect(try await amounts(pool) == [5, 0])

        await #expect(throws: Refusal.self) {
            try await pool.withTransaction { transaction in
                try await transaction.execute("UPDATE ledger SET amount = 6")
                throw Refusal()
            }
        }
        #expect(try await amounts(pool) == [5, 0])

        try await pool.withTransaction { _ in }
        let error = await #expect(throws: PostgresError.self) {
            try await pool.withTransaction(readOnly: true) { try await $0.execute("UPDATE ledger SET amount = 6") }
        }
        #expect(error?.sqlState == .readOnlyTransaction)
        #expect(try await amounts(pool) == [5, 0])
    }

    private func savepoints(_ pool: PostgresPool) async throws {
        try await pool.withTransaction { transaction in
            try await transaction.savepoint { try await $0.execute("UPDATE ledger SET amount = 10 WHERE id = 1") }
            await refuses { () async throws in
                try await transaction.savepoint { outer in
                    try await outer.execute("UPDATE ledger SET amount = 11 WHERE id = 1")
                    try await outer.savepoint { try await $0.execute("UPDATE ledger SET amount = 12 WHERE id = 1") }
                    throw Refusal()
                }
            }
            try await transaction.savepoint { _ in }
            await refuses {
                try await transaction.savepoint { outer in
                    try await outer.execute("UPDATE ledger SET amount = 13 WHERE id = 2")
                    try await outer.savepoint { try await $0.execute("SELECT 1 / 0") }
                }
            }
            try await transaction.savepoint { outer in
                await refuses { try await outer.savepoint { try await $0.execute("SELECT 1 / 0") } }
                try await outer.execute("UPDATE ledger SET amount = 20 WHERE id = 2")
            }
        }
        #expect(try await amounts(pool) == [10, 20])
    }

    private func swallowedErrors(_ pool: PostgresPool) async throws {
        try await pool.withTransaction { transaction in
            let error = await #expect(throws: PostgresError.self) {
                try await transaction.savepoint { outer in
                    try await outer.execute("UPDATE ledger SET amount = 33 WHERE id = 1")
                    await refuses { try await outer.execute("SELECT 1 / 0") }
                    // Nothing is opened in what has failed, and so nothing of the outer one is undone or released.
                    do {
                        try await outer.savepoint { try await $0.execute("SELECT 1") }
                        Issue.record("a savepoint within a failed transaction")
                    } catch let error as PostgresError {
                        #expect(error.kind == .transactionAborted)
                    }
                }
            }
            #expect(error?.kind == .transactionAborted)
            try await transaction.execute("UPDATE ledger SET amount = 21 WHERE id = 2")
        }
        #expect(try await amounts(pool) == [10, 21])
        let error = await #expect(throws: PostgresError.self) {
            try await pool.withTransaction { transaction in
                try await transaction.execute("UPDATE ledger SET amount = 30")
                await refuses { try await transaction.execute("SELECT 1 / 0") }
            }
        }
        #expect(error?.kind == .transactionAborted)
        try await pool.withTransaction { transaction in
            let error = await #expect(throws: PostgresError.self) {
                try await transaction.savepoint { outer in
                    try await outer.execute("UPDATE ledger SET amount = 32 WHERE id = 2")
                    try await outer.savepoint { inner in
                        await refuses { try await inner.execute("SELECT 1 / 0") }
                    }
                }
            }
            #expect(error?.kind == .transactionAborted)
            try await transaction.execute("UPDATE ledger SET amount = 31 WHERE id = 1")
        }
        #expect(try await amounts(pool) == [31, 21])
    }

    private func deadlock(_ pool: PostgresPool) async throws {
        let meeting = Meeting(of: 2)
        let runs = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (first, second) in [(Int64(1), Int64(2)), (2, 1)] {
                group.addTask {
                    try await pool.withTransaction { transaction in
                        runs.count()
                        try await transaction.execute("UPDATE ledger SET amount = amount + 100 WHERE id = \(first)")
                        await meeting.join()
                        try await transaction.execute("UPDATE ledger SET amount = amount + 100 WHERE id = \(second)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(runs.value == 3)
        #expect(try await amounts(pool) == [231, 221])
    }

    private func serializationFailure(_ pool: PostgresPool) async throws {
        let runs = Counter()
        try await pool.withTransaction(isolation: .repeatableRead) { transaction in
            let run = runs.count()
            let seen = try await transaction.query("SELECT amount FROM ledger WHERE id = 1", as: Int64.self)
            if run == 1 {
                try await pool.withTransaction { try await $0.execute("UPDATE ledger SET amount = 1 WHERE id = 1") }
            }
            try await transaction.execute("UPDATE ledger SET amount = \(seen[0] + 1) WHERE id = 1")
        }
        #expect(runs.value == 2)
        #expect(try await amounts(pool) == [2, 221])

        let error = await #expect(throws: PostgresError.self) {
            try await pool.withTransaction(isolation: .repeatableRead, attempts: 2) { transaction in
                try await transaction.execute("SELECT 1")
                try await pool.withTransaction { try await $0.execute("UPDATE ledger SET amount = 3 WHERE id = 1") }
                try await transaction.execute("UPDATE ledger SET amount = 4 WHERE id = 1")
            }
        }
        #expect(error?.sqlState == .serializationFailure && error?.isRetriable == true)
        #expect(try await amounts(pool) == [3, 221])
    }

    private func lostConnection(_ pool: PostgresPool) async throws {
        let runs = Counter()
        try await pool.withTransaction { transaction in
            let run = runs.count()
            try await transaction.savepoint { inner in
                if run == 1 { try await inner.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
                try await inner.execute("DELETE FROM ledger")
            }
        }
        #expect(runs.value == 2)

        let error = await #expect(throws: PostgresError.self) {
            try await pool.withTransaction { transaction in
                try await transaction.savepoint { inner in
                    do {
                        try await inner.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                    } catch is PostgresError {
                        throw Refusal()
                    }
                }
            }
        }
        #expect(error?.kind == .closed, "a transaction that is gone does not go on after a refusal")
    }

    private func stalePlan(_ pool: PostgresPool) async throws {
        let read: SQL = "SELECT amount FROM ledger WHERE id = 1"
        try await pool.withConnection { connection in
            #expect(try await connection.query(read, as: Int64.self) == [3])
            try await pool.withTransaction { try await $0.execute("ALTER TABLE ledger ALTER amount TYPE text") }
            let error = await #expect(throws: PostgresError.self) { try await connection.query(read) }
            #expect(error?.isRetriable == true)
            #expect(try await connection.query(read, as: String.self) == ["3"])
        }
    }
}

extension TransactionTests {
    @Test(arguments: [IsolationLevel.readCommitted, .repeatableRead, .serializable])
    func `a transaction is isolated as asked while prepared statements are replaced`(
        _ level: IsolationLevel
    ) async throws {
        let configure = { (configuration: inout PostgresConfiguration) in
            configuration.preparedStatements = 1
            configuration.maximumConnections = 1
        }
        try await TestDatabase.withPool(configure: configure) { pool in
            for _ in 0..<2 {
                let found = try await pool.withTransaction(isolation: level) { transaction in
                    try await transaction.query("SELECT current_setting('transaction_isolation')", as: String.self)
                }
                #expect(found == [level.name])
            }
        }
    }
}

extension IsolationLevel {
    fileprivate var name: String {
        switch self {
        case .readCommitted: "read committed"
        case .repeatableRead: "repeatable read"
        case .serializable: "serializable"
        }
    }
}

/// Counts from 1, for several tasks.
final class Counter: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }

    @discardableResult
    func count() -> Int {
        state.withLock { state in
            state += 1
            return state
        }
    }
}

/// Lets tasks go on only once all of them have come.
///
/// It lets everybody pass after that.
final class Meeting: Sendable {
    private let state: Mutex<(missing: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(of size: Int) {
        state = Mutex((size, []))
    }

    func join() async {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.missing -= 1
                guard state.missing <= 0 else {
                    state.waiting.append(continuation)
                    return []
                }
                defer { state.waiting = [] }
                return state.waiting + [continuation]
            }
            for continuation in free {
                continuation.resume()
            }
        }
    }
}
