import Foundation
import Postgres
import TestSupport
import Testing
import Threads

@Suite(.database)
struct CopyTests {
    struct Refusal: Error {}

    private func withTable(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                // Of this session alone, so that tests of one database are none of each other's business.
                try await connection.execute("CREATE TEMPORARY TABLE copied (id bigint, name text)")
                try await body(connection)
            }
        }
    }

    private func chunks(_ rows: Int, failing: Bool = false) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            for row in 0..<rows {
                // Chunks need not respect rows.
                continuation.yield(Array("\(row)\tna".utf8))
                continuation.yield(Array("me\n".utf8))
            }
            continuation.finish(throwing: failing ? Refusal() : nil)
        }
    }

    private func count(_ connection: PostgresConnection) async throws -> Int {
        try await connection.query("SELECT count(*) FROM copied", as: Int.self)[0]
    }
}

extension CopyTests {
    @Test func `rows copied in come out again`() async throws {
        try await withTable { connection in
            #expect(try await connection.copyIn("COPY copied FROM STDIN", chunks(20_000)) == 20_000)
            #expect(try await count(connection) == 20_000)
            var bytes: [UInt8] = []
            try await connection.copyOut("COPY (SELECT * FROM copied ORDER BY id) TO STDOUT") { bytes += $0 }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 20_000 && lines.last == "19999\tname")

            await refusals(connection)
            #expect(try await count(connection) == 20_000)
            try await interruptions(connection)
            try await transaction(connection)
        }
    }

    private func refusals(_ connection: PostgresConnection) async {
        let badRow = await #expect(throws: PostgresError.self) {
            let chunks = AsyncStream<[UInt8]> { continuation in
                continuation.yield(Array("1\tone\nnot a number\ttwo\n".utf8))
                continuation.finish()
            }
            try await connection.copyIn("COPY copied FROM STDIN", chunks)
        }
        #expect(badRow?.sqlState == .invalidTextRepresentation)
        let noTable = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("COPY absent FROM STDIN", chunks(1))
        }
        #expect(noTable?.sqlState == .undefinedTable)
        let binds = await #expect(throws: PostgresError.self) {
            try await connection.copyIn("COPY copied FROM STDIN WHERE id = \(1)", chunks(1))
        }
        #expect(binds?.kind == .misuse)
        let bindsOut = await #expect(throws: PostgresError.self) {
            try await connection.copyOut("COPY (SELECT \(1)) TO STDOUT") { _ in }
        }
        #expect(bindsOut?.kind == .misuse)
        await #expect(throws: Refusal.self) {
            try await connection.copyIn("COPY copied FROM STDIN", chunks(1000, failing: true))
        }
        await #expect(throws: Refusal.self) {
            try await connection.copyOut("COPY (SELECT generate_series(1, 1000000)) TO STDOUT") { _ in throw Refusal() }
        }
    }

    private func interruptions(_ connection: PostgresConnection) async throws {
        try await connection.copyOut("COPY copied TO STDOUT") { _ in
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
            #expect(error?.kind == .misuse)
        }
        #expect(try await count(connection) == 20_000)
        let asking = chunks(1).map { (chunk: [UInt8]) async -> [UInt8] in
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
            #expect(error?.kind == .misuse)
            return chunk
        }
        #expect(try await connection.copyIn("COPY copied FROM STDIN", asking) == 1)
        #expect(try await count(connection) == 20_001)
    }

    private func transaction(_ connection: PostgresConnection) async throws {
        try await connection.begin()
        #expect(try await connection.copyIn("COPY copied FROM STDIN", chunks(5)) == 5)
        try await connection.rollBack()
        #expect(try await count(connection) == 20_001)
    }

    @Test func `a COPY whose task is cancelled stores nothing`() async throws {
        try await withTable { connection in
            let backend = try await connection.query("SELECT pg_backend_pid()", as: Int32.self)[0]
            try await TestDatabase.withPool { pool in
                await withTaskGroup(of: Void.self) { group in
                    // The stream ends when its reader is cancelled, as if it had been finished.
                    let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
                    continuation.yield(Array("1\tone\n".utf8))
                    group.addTask {
                        let error = await #expect(throws: PostgresError.self) {
                            try await connection.copyIn("COPY copied FROM STDIN", stream)
                        }
                        #expect(error?.kind == .cancelled)
                    }
                    await Activity.wait(pool, backend, state: "active")
                    group.cancelAll()
                }
            }
            #expect(try await count(connection) == 0)
        }
    }

    @Test func `a statement that is no COPY is refused and so is a COPY that is sent as a statement`() async throws {
        try await TestDatabase.withPool { pool in
            for _ in 0..<2 {
                try await pool.withConnection { connection in
                    let error = await #expect(throws: PostgresError.self) {
                        try await connection.copyOut("SELECT 1") { _ in }
                    }
                    #expect(error?.kind == .misuse)
                }
                try await pool.withConnection { connection in
                    let error = await #expect(throws: PostgresError.self) {
                        try await connection.copyIn("SELECT 1", chunks(1))
                    }
                    #expect(error?.kind == .misuse)
                }
                try await pool.withConnection { connection in
                    let error = await #expect(throws: PostgresError.self) {
                        try await connection.query("COPY (SELECT 1) TO STDOUT")
                    }
                    #expect(error?.kind == .misuse)
                }
            }
        }
    }
}

struct ChunkQueueTests {
    struct Refusal: Error {}

    private let thread = DedicatedThread(name: "chunks")

    /// As wide as a chunk, so that there are more chunks than the queue holds.
    private func wide(_ count: Int, refusing refused: Int? = nil) -> CopyRows<Range<Int>> {
        CopyRows(0..<count, fields: 1) { number, row in
            if number == refused { throw Refusal() }
            row.binary([UInt8](repeating: UInt8(number % 256), count: 256 << 10))
        }
    }

    @Test func `chunks come in their order, however many are made ahead`() async throws {
        let plain = try await wide(200).reduce(into: []) { $0 += $1.prefix(40).suffix(1) }

        let ahead = try await ChunkQueue.filled(from: wide(200), on: thread) { queue in
            try await queue.reduce(into: []) { $0 += $1.prefix(40).suffix(1) }
        }

        #expect(ahead == plain && ahead.count == 200)
    }

    @Test func `whoever empties the queue gets the error of the rows, after what came before it`() async throws {
        try await ChunkQueue.filled(from: wide(100, refusing: 70), on: thread) { queue in
            var count = 0
            await #expect(throws: Refusal.self) {
                for try await _ in queue { count += 1 }
            }
            #expect(count == 70)
        }
    }

    @Test func `a queue that is left half full lets go of the one who fills it`() async throws {
        await #expect(throws: Refusal.self) {
            try await ChunkQueue.filled(from: wide(1_000), on: thread) { queue in
                for try await _ in queue { throw Refusal() }
            }
        }
        let untouched = try await ChunkQueue.filled(from: wide(1_000), on: thread) { _ in 1 }
        #expect(untouched == 1)
    }
}

struct CopyRowsTests {
    @Test(.database) func `rows go in by a binary COPY as they are`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withTransaction { transaction in
                try await transaction.execute(
                    "CREATE TEMP TABLE copied (n bigint, name text, id uuid, raw bytea, is_odd boolean, maybe text)")
                let id = UUID()
                // More than one chunk.
                let rows = CopyRows(Array(0..<20_000), fields: 6) { number, row in
                    row.int64(Int64(number))
                    row.text("名 \(number)")
                    row.uuid(id)
                    row.binary([0, 1, UInt8(number % 256)])
                    try row.value(number % 2 == 1)
                    try row.value(number == 7 ? "seven" : String?.none)
                }
                let count = try await transaction.copyIn("COPY copied FROM STDIN WITH (FORMAT binary)", rows)

                #expect(count == 20_000)
                let row = try await transaction.query(
                    "SELECT name, id, raw, is_odd, maybe FROM copied WHERE n = 7",
                    as: (String, UUID, [UInt8], Bool, String?).self)
                #expect(row.first?.0 == "名 7" && row.first?.1 == id && row.first?.2 == [0, 1, 7])
                #expect(row.first?.3 == true && row.first?.4 == "seven")
                var bytes: [UInt8] = []
                try await transaction.copyOut("COPY (SELECT maybe FROM copied WHERE n = 7) TO STDOUT") { bytes += $0 }
                #expect(bytes == Array("seven\n".utf8))
            }
        }
    }

    @Test(.database) func `rows that come in batches go in as they come, also where there are none`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withTransaction { transaction in
                try await transaction.execute("CREATE TEMP TABLE copied (n bigint)")
                let cases: [(batches: [[Int64]], expected: [Int64])] = [
                    ([[1, 2], [], [3]], [1, 2, 3]), ([], []), ([[]], []),
                ]
                for (batches, expected) in cases {
                    let (stream, feed) = AsyncStream.makeStream(of: [Int64].self)
                    for batch in batches { feed.yield(batch) }
                    feed.finish()
                    let count = try await transaction.copyIn(
                        "COPY copied FROM STDIN WITH (FORMAT binary)",
                        CopyBatches(stream, fields: 1) { number, row in row.int64(number) })

                    #expect(count == expected.count)
                    #expect(try await transaction.query("SELECT n FROM copied ORDER BY n", as: Int64.self) == expected)
                    try await transaction.execute("TRUNCATE copied")
                }
            }
        }
    }

    @Test(.database) func `a row with another number of fields stores nothing`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withTransaction { transaction in
                try await transaction.execute("CREATE TEMP TABLE copied (n bigint)")
                await #expect(throws: PostgresError.self) {
                    try await transaction.savepoint { inner in
                        _ = try await inner.copyIn(
                            "COPY copied FROM STDIN WITH (FORMAT binary)",
                            CopyRows([1, 2], fields: 1) { number, row in
                                for _ in 0..<number { row.int64(1) }
                            })
                    }
                }
                #expect(try await transaction.query("SELECT n FROM copied").isEmpty)
            }
        }
    }
}
