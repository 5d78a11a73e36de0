import Testing

@testable import Postgres

struct SQLTests {
    @Test func `an interpolated value becomes a numbered bind`() {
        let unit = "3-1-1502'; DROP TABLE vote; --"

        let sql: SQL = "SELECT due FROM assessment WHERE unit = \(unit) AND year = \(2025) AND paid = \(nil as Int64?)"

        #expect(sql.text == "SELECT due FROM assessment WHERE unit = $1 AND year = $2 AND paid = $3")
        #expect(sql.types == [PostgresType.text.oid, PostgresType.int8.oid, PostgresType.int8.oid])
        #expect(sql.lengths == [Int32(unit.utf8.count), 8, -1])
        #expect(sql.values == Array(unit.utf8) + [0, 0, 0, 0, 0, 0, 0x07, 0xE9])
    }

    @Test func `an array is encoded as one binary array`() {
        let sql: SQL = "SELECT \([Int32(7), nil])"

        #expect(sql.types == [1007])
        let header: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1]
        #expect(sql.values == header + [0, 0, 0, 4, 0, 0, 0, 7, 255, 255, 255, 255])
    }

    @Test func `bytes are bytea and lists of bytes are an array of bytea`() {
        let sql: SQL = "SELECT \([UInt8]([1, 2])), \([[UInt8]]([[1], []]))"

        #expect(sql.types == [17, 1001])
        #expect(sql.lengths == [2, 20 + 5 + 4])
    }

    @Test(arguments: ["\0", "a\0b", "ends with\0"])
    func `text with NUL is refused before it is sent`(text: String) {
        for sql: SQL in ["SELECT \(text)", "SELECT \([text])", "SELECT \([text as String?, nil])"] {
            let error = #expect(throws: PostgresError.self) { try sql.requireSendable() }
            #expect(error?.kind == .encoding)
            #expect(error?.isRetriable == false)
        }
    }

    @Test func `two dimensions are refused`() {
        let sql: SQL = "SELECT \([[Int64(1)]])"

        #expect(throws: PostgresError.self) { try sql.requireSendable() }
    }

    @Test func `more values than PostgreSQL can count are refused`() {
        var interpolation = SQL.StringInterpolation(literalCapacity: 0, interpolationCount: 65_536)
        for _ in 0..<65_536 {
            interpolation.appendInterpolation(true)
        }
        let sql = SQL(stringInterpolation: interpolation)

        #expect(throws: PostgresError.self) { try sql.requireSendable() }
    }

    @Test func `a connection string quotes what it is given`() {
        let configuration = PostgresConfiguration(
            host: "h", port: 1, database: "it's", user: "back\\slash", password: "'\u{301} sslmode=disable")

        #expect(configuration.connectionString.contains(#"dbname='it\'s'"#))
        #expect(configuration.connectionString.contains(#"user='back\\slash'"#))
        #expect(configuration.connectionString.contains("password='\\'\u{301} sslmode=disable'"))
        #expect(!"\(configuration)".contains("sslmode"))
    }
}
