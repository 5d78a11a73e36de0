package import FoundationEssentials

/// Rows for `COPY … FROM STDIN WITH (FORMAT binary)`, in PostgreSQL's binary format, made in chunks as they are sent.
///
/// The caller's closure writes the fields of a row in the order and of the types of the columns: nothing is converted.
package struct CopyRows<Rows: RandomAccessCollection & Sendable>: AsyncSequence, Sendable {
    /// Writes one row; throws what makes the whole COPY fail.
    package typealias Writer = @Sendable (Rows.Element, inout CopyFields) throws -> Void

    private let rows: Rows
    private let fields: Int16
    private let write: Writer

    /// - Parameters:
    ///   - rows: what to store.
    ///   - fields: how many columns each row has.
    ///   - write: writes the fields of one row.
    package init(_ rows: Rows, fields: Int16, _ write: @escaping Writer) {
        self.rows = rows
        self.fields = fields
        self.write = write
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(rows: rows, fields: fields, write: write, next: rows.startIndex)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let rows: Rows
        fileprivate let fields: Int16
        fileprivate let write: Writer
        fileprivate var next: Rows.Index
        fileprivate var isOpen = false
        fileprivate var isDone = false

        /// - Throws: what the writer throws; ``PostgresError`` of kind `encoding` for a NUL in a text, `misuse` for a
        ///   row with another number of fields.
        package mutating func next() async throws -> [UInt8]? {
            guard !isDone else { return nil }
            var chunk = CopyFields()
            if !isOpen {
                isOpen = true
                chunk.open()
            }
            while next != rows.endIndex, chunk.bytes.count < CopyFields.chunkSize {
                chunk.beginRow(of: fields)
                try write(rows[next], &chunk)
                try chunk.endRow()
                rows.formIndex(after: &next)
            }
            if next == rows.endIndex {
                isDone = true
                chunk.close()
            }
            return chunk.bytes
        }
    }
}

/// The fields of a row on their way into a COPY.
package struct CopyFields {
    static let chunkSize = 256 << 10

    var bytes: [UInt8] = []
    /// How many fields the row that is being written still lacks.
    private var missing: Int16 = 0
    private var hasNUL = false

    init() { bytes.reserveCapacity(Self.chunkSize + 4_096) }

    package mutating func null() { append(Int32(-1)) }

    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            open(utf8.count)
            // SAFETY: the buffer is read before the closure returns.
            bytes.append(contentsOf: utf8)
            if utf8.contains(0) { hasNUL = true }
        }
    }

    package mutating func int64(_ value: Int64) {
        open(8)
        PostgresBinary.append(value, to: &bytes)
    }

    package mutating func uuid(_ value: UUID) {
        open(16)
        value.encode(into: &bytes)
    }

    /// An array of `count` UUIDs, of which `value` gives each.
    package mutating func uuids(_ count: Int, _ value: (Int) -> UUID) {
        open(count == 0 ? 12 : 20 + count * 20)
        PostgresBinary.append(Int32(count == 0 ? 0 : 1), to: &bytes)
        PostgresBinary.append(Int32(0), to: &bytes)
        PostgresBinary.append(PostgresType.uuid.oid, to: &bytes)
        guard count > 0 else { return }
        PostgresBinary.append(Int32(clamping: count), to: &bytes)
        PostgresBinary.append(Int32(1), to: &bytes)
        for index in 0..<count {
            PostgresBinary.append(Int32(16), to: &bytes)
            value(index).encode(into: &bytes)
        }
    }

    package mutating func binary(_ value: [UInt8]) {
        open(value.count)
        bytes.append(contentsOf: value)
    }

    /// A value of any other type.
    ///
    /// - Throws: ``PostgresValueError`` where it has no PostgreSQL form.
    package mutating func value(_ value: some PostgresEncodable) throws {
        guard !value.isNull else { return null() }
        let start = bytes.count
        open(0)
        try value.encode(into: &bytes)
        let length = try PostgresBinary.length(bytes.count - start - 4)
        withUnsafeBytes(of: length.bigEndian) { digits in
            for (index, byte) in digits.enumerated() { bytes[start + index] = byte }
        }
    }

    // MARK: - The format (manual, COPY)

    mutating func open() {
        bytes += Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
        PostgresBinary.append(Int32(0), to: &bytes)
        PostgresBinary.append(Int32(0), to: &bytes)
    }

    mutating func close() { PostgresBinary.append(Int16(-1), to: &bytes) }

    mutating func beginRow(of fields: Int16) {
        missing = fields
        PostgresBinary.append(fields, to: &bytes)
    }

    mutating func endRow() throws {
        guard !hasNUL else { throw PostgresError(.encoding, PostgresValueError.containsNUL.reason) }
        guard missing == 0 else { throw PostgresError(.misuse, "a row of a COPY has another number of fields") }
    }

    private mutating func open(_ length: Int) {
        // A gigabyte in one field is refused by the server, a larger number by this conversion.
        append(Int32(clamping: length))
    }

    private mutating func append(_ length: Int32) {
        missing -= 1
        PostgresBinary.append(length, to: &bytes)
    }
}
