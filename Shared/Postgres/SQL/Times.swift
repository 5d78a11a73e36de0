/// A `timestamptz` as PostgreSQL counts it.
///
/// `Int64.max` and `Int64.min` are its `infinity` and `-infinity`.
package struct PostgresTimestamp: PostgresCodable, Hashable {
    /// Microseconds since 2000-01-01T00:00:00Z.
    package let microsecondsSince2000: Int64

    package init(microsecondsSince2000: Int64) {
        self.microsecondsSince2000 = microsecondsSince2000
    }

    package static var postgresType: PostgresType { .timestamptz }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(microsecondsSince2000, to: &buffer)
    }

    package static func decode(
        _ bytes: Span<UInt8>, type: PostgresType
    ) throws(PostgresValueError) -> PostgresTimestamp {
        PostgresTimestamp(microsecondsSince2000: try PostgresBinary.integer(bytes))
    }
}

/// A `date` as PostgreSQL counts it.
///
/// `Int32.max` and `Int32.min` are its `infinity` and `-infinity`.
package struct PostgresDate: PostgresCodable, Hashable {
    /// Days since 2000-01-01.
    package let daysSince2000: Int32

    package init(daysSince2000: Int32) {
        self.daysSince2000 = daysSince2000
    }

    package static var postgresType: PostgresType { .date }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(daysSince2000, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> PostgresDate {
        PostgresDate(daysSince2000: try PostgresBinary.integer(bytes))
    }
}
