import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.database)
struct ValueTests {
    /// Text that broke array literals, quoting or UTF-8 elsewhere.
    static let nasty = [
        "", " ", "NULL", "null", "a,b", "{a}", "{", "}", "\"", "\"\"", "'", "''", "\\", "\\\"", "a\\,b", "$1", "?",
        ":x",
        "\n", "\r\n", "\t", "\u{1}", "\u{7f}", "\u{200b}", "\u{feff}", "陈秀英", "李\u{301}", "👨‍👩‍👧‍👦", "🏠,\"{NULL}\"",
        "'; DROP TABLE migration; --", "{\"a\",NULL}", String(repeating: "长", count: 5000),
    ]

    @Test func `array elements are stored verbatim`() async throws {
        try await TestDatabase.withPool { pool in
            let sent: [String?] = Self.nasty + [nil]
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE verbatim (place bigint, text text)")
                let places = sent.indices.map { Int64($0) }
                let stored = try await connection.execute(
                    """
                    INSERT INTO verbatim (place, text)
                    SELECT place, text FROM unnest(\(places), \(sent)) AS row (place, text)
                    """)
                #expect(stored == sent.count)
                let rows = try await connection.query("SELECT text FROM verbatim ORDER BY place", as: String?.self)
                #expect(rows.map { $0.map { Array($0.utf8) } } == sent.map { $0.map { Array($0.utf8) } })
                let array = try await connection.query(
                    "SELECT array_agg(text ORDER BY place) FROM verbatim", as: [String?].self)
                #expect(array == [sent])
            }
        }
    }

    @Test func `text with NUL changes nothing`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE refused (text text)")
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.execute("INSERT INTO refused SELECT unnest(\(["good", "b\0d"]))")
                }
                #expect(error?.kind == .encoding)
                #expect(try await connection.query("SELECT count(*) FROM refused", as: Int.self) == [0])
            }
        }
    }

    @Test func `generated values come back as they were sent`() async throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        let rounds = (0..<300).map { _ in Values(using: &random) }
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                for (round, values) in rounds.enumerated() {
                    let read = try await Values(roundTripOf: values, on: connection)
                    #expect(read == values, "seed \(random.seed) round \(round)")
                }
            }
        }
    }

    @Test func `PostgreSQL means the same by a value as Swift does`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let text = try await connection.query(
                    """
                    SELECT \(Int64.min)::text, \(Int16.max)::text, \(true)::text, \(0.1)::text, \([UInt8]([0, 255]))::text,
                           \(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))::text,
                           \(PostgresDate(daysSince2000: 8598))::text,
                           \(PostgresTimestamp(microsecondsSince2000: -1))::text,
                           \(PostgresJSON(bytes: Array(#"{"b":[1, null]}"#.utf8)))::text
                    """,
                    as: (String, String, String, String, String, String, String, String, String).self)
                #expect(text[0].0 == "-9223372036854775808")
                #expect(text[0].1 == "32767")
                #expect(text[0].2 == "true")
                #expect(text[0].3 == "0.1")
                #expect(text[0].4 == "\\x00ff")
                #expect(text[0].5 == "00112233-4455-6677-8899-aabbccddeeff")
                #expect(text[0].6 == "2023-07-17")
                #expect(text[0].7 == "1999-12-31 23:59:59.999999+00")
                #expect(text[0].8 == #"{"b": [1, null]}"#)
            }
        }
    }

    @Test func `narrow integers are read as wide ones`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let row = try await connection.query(
                    "SELECT (-2)::smallint, (-3)::integer, 200::smallint, 'x'::varchar(3), 'y'::name, '[1]'::json",
                    as: (Int64, Int, UInt8, String, String, PostgresJSON).self)
                #expect(row[0].0 == -2 && row[0].1 == -3 && row[0].2 == 200)
                #expect(row[0].3 == "x" && row[0].4 == "y" && row[0].5.bytes == Array("[1]".utf8))
            }
        }
    }

    @Test func `an enumeration is stored as its raw value`() async throws {
        enum Choice: String, PostgresCodable {
            case `for`, against
        }
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let sent: [Choice?] = [.for, nil, .against]
                let read = try await connection.query("SELECT \(sent)", as: [Choice?].self)
                #expect(read == [sent])
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT 'maybe'::text AS choice", as: Choice.self)
                }
                #expect(error?.kind == .decoding && error?.column == "choice")
            }
        }
    }

    @Test func `a column that cannot be read is named with both types`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let wrongType = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT 1::bigint AS id, sum(2::bigint) AS due", as: (Int64, Int64).self)
                }
                #expect(
                    wrongType?.description
                        == "a column cannot be read: column 2 \"due\" of type numeric cannot be read as Int64: the types do "
                        + "not fit (column due)")
                let null = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT NULL::text AS payer", as: String.self)
                }
                #expect(
                    null?.description.contains("column 1 \"payer\" of type text cannot be read as String: it is NULL")
                        == true)
                let tooFew = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT 1::bigint, 2::bigint WHERE false", as: Int64.self)
                }
                #expect(tooFew?.description.contains("returns 2 columns, 1 are wanted") == true)
                let missing = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT 1 AS a")[0].decode("b", as: Int.self)
                }
                #expect(missing?.description.contains("no column \"b\"") == true)
            }
        }
    }

    @Test func `a row is read by position and by name`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let result = try await connection.query(
                    "SELECT n AS number, n::text AS word FROM generate_series(1, 3) AS n")
                #expect(result.count == 3 && result.affected == 3)
                #expect(try result[2].decode((Int, String).self) == (3, "3"))
                #expect(try result.map { try $0.decode("word", as: String.self) } == ["1", "2", "3"])
            }
        }
    }
}
