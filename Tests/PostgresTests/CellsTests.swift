import FoundationEssentials
import Postgres
import TestSupport
import Testing

/// What is written and read cell by cell, without asking each value how.
@Suite(.database)
struct CellsTests {
    private struct Cells: Equatable {
        let name: String
        let number: Int64?
        let id: UUID
        let ids: [UUID]
        let bytes: [UInt8]?
    }

    @Test func `rows go in and come out cell by cell`() async throws {
        let rows = (0..<300).map { row in
            Cells(
                name: row == 7 ? "" : "业主 \(row)", number: row % 3 == 0 ? nil : Int64(row) - 100, id: UUID(),
                ids: (0..<row % 4).map { _ in UUID() }, bytes: row % 5 == 0 ? nil : [UInt8](repeating: 7, count: row))
        }
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                try await connection.execute(
                    """
                    CREATE TEMPORARY TABLE cells (
                        place bigint, name text, number bigint, id uuid, ids uuid[], bytes bytea)
                    """)
                try await connection.copyIn(
                    "COPY cells FROM STDIN WITH (FORMAT binary)",
                    CopyRows(Array(rows.enumerated()), fields: 6) { row, cells in
                        cells.int64(Int64(row.offset))
                        cells.text(row.element.name)
                        if let number = row.element.number { cells.int64(number) } else { cells.null() }
                        cells.uuid(row.element.id)
                        cells.uuids(row.element.ids.count) { row.element.ids[$0] }
                        if let bytes = row.element.bytes { cells.binary(bytes) } else { cells.null() }
                    })
                let result = try await connection.query("SELECT name, number, id, ids, bytes FROM cells ORDER BY place")

                var read: [Cells] = []
                try result.forEachRow { cells in
                    read.append(
                        Cells(
                            name: try cells.text(), number: try cells.skipNull() ? nil : cells.int64(),
                            id: try cells.uuid(), ids: try cells.uuids(),
                            bytes: try cells.skipNull() ? nil : cells.binary()))
                }
                #expect(read == rows)
                #expect(try result.decode((String, Int64?, UUID, [UUID], [UInt8]?).self).map(\.3) == rows.map(\.ids))
            }
        }
    }

    @Test func `a cell that is read as what it is not is named, and so are cells too many or too few`() async throws {
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                let result = try await connection.query("SELECT 'x'::text AS word, NULL::uuid AS id")
                func failure(_ read: (inout PostgresCells) throws -> Void) -> PostgresError? {
                    #expect(throws: PostgresError.self) { try result.forEachRow(read) }
                }

                let wrong = failure { cells in _ = try cells.int64() }
                #expect(wrong?.kind == .decoding && wrong?.column == "word")
                let none = failure { cells in _ = (try cells.text(), try cells.uuid()) }
                #expect(none?.kind == .decoding && none?.column == "id")
                let word = failure { cells in
                    _ = try cells.text()
                    throw cells.malformed("Int")
                }
                #expect(word?.kind == .decoding && word?.column == "word")
                let few = failure { cells in _ = try cells.text() }
                #expect(few?.kind == .decoding)
                let many = failure { cells in _ = (try cells.text(), cells.skipNull(), try cells.text()) }
                #expect(many?.kind == .decoding)
            }
        }
    }
}
