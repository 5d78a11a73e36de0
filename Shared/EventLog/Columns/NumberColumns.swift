import FoundationEssentials
package import Model
package import Postgres

/// A value of the model that is one number: money in fen, areas in hundredths of a square metre.
package protocol NumberColumn: PostgresCodable {
    init(column: Int64)
    var column: Int64 { get }
}

extension NumberColumn {
    package static var postgresType: PostgresType { .int8 }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) { column.encode(into: &buffer) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        Self(column: try Int64.decode(bytes, type: type))
    }
}

extension Money: NumberColumn {
    package init(column: Int64) { self.init(fen: column) }
    package var column: Int64 { fen }
}

extension Area: NumberColumn {
    package init(column: Int64) { self.init(hundredths: column) }
    package var column: Int64 { hundredths }
}

extension UnitPrice: NumberColumn {
    package init(column: Int64) { self.init(tenThousandths: column) }
    package var column: Int64 { tenThousandths }
}

extension Shard: PostgresEncodable {
    package static var postgresType: PostgresType { .int2 }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        Int16(number).encode(into: &buffer)
    }
}

extension Identifier: PostgresCodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) { uuid.encode(into: &buffer) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        Self(try UUID.decode(bytes, type: type))
    }
}

extension Digest256: PostgresCodable {
    package static var postgresType: PostgresType { .bytea }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) { buffer.append(contentsOf: bytes) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        guard let digest = Digest256(bytes: try [UInt8].decode(bytes, type: type)) else {
            throw .malformed("a SHA-256 has 32 bytes")
        }
        return digest
    }
}

// MARK: - Times

/// PostgreSQL counts from 2000-01-01, the model from 1970-01-01.
private let daysTo2000: Int64 = 10_957

extension Day: PostgresCodable {
    package static var postgresType: PostgresType { .date }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        guard let days = Int32(exactly: daysSince1970 - daysTo2000) else { throw .malformed("the day is out of range") }
        PostgresBinary.append(days, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        Day(daysSince1970: Int64(try PostgresBinary.integer(bytes, as: Int32.self)) + daysTo2000)
    }
}

extension Timestamp: PostgresCodable {
    package static var postgresType: PostgresType { .timestamptz }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        let (value, overflow) = microseconds.subtractingReportingOverflow(daysTo2000 * 86_400_000_000)
        guard !overflow else { throw .malformed("the time is out of range") }
        PostgresBinary.append(value, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        let value = try PostgresBinary.integer(bytes, as: Int64.self)
        let (microseconds, overflow) = value.addingReportingOverflow(daysTo2000 * 86_400_000_000)
        guard !overflow else { throw .malformed("the time is out of range") }
        return Timestamp(microseconds: microseconds)
    }
}
