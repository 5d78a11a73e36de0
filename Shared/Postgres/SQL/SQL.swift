/// A statement whose values can only be bound.
///
/// Its text is made of literals that the compiler saw; what is interpolated becomes `$n` and travels beside the text in
/// PostgreSQL's binary format. A `String` made at run time cannot become text.
///
/// ```swift
/// try await tx.query("SELECT due FROM assessment WHERE unit = \(unit) AND campaign = \(campaign)", as: Int64.self)
/// ```
///
/// Arrays bind as arrays: `WHERE unit = ANY(\(units))`, `FROM unnest(\(units), \(amounts)) AS row (unit, amount)`.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    package private(set) var text: String
    /// The type of each `$n`, as `pg_type.oid`.
    private(set) var types: [UInt32]
    /// The length of each value in `values`; −1 is NULL.
    private(set) var lengths: [Int32]
    /// All values, one after the other.
    private(set) var values: [UInt8]
    /// Why the statement cannot be sent: an interpolated value has no PostgreSQL form.
    private(set) var defect: PostgresValueError?

    package init(stringLiteral text: StaticString) {
        self.init(unsafe: text.description)
    }

    package init(stringInterpolation interpolation: StringInterpolation) {
        self = interpolation.sql
    }

    /// Text that is not a literal.
    ///
    /// Only the migrator, which runs files that were compiled in, has a use for it.
    package init(unsafe text: String) {
        self.text = text
        self.types = []
        self.lengths = []
        self.values = []
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql: SQL

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql = SQL(unsafe: "")
            sql.text.reserveCapacity(literalCapacity + 3 * interpolationCount)
            sql.types.reserveCapacity(interpolationCount)
            sql.lengths.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { sql.text += String(decoding: $0, as: UTF8.self) }
        }

        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            sql.bind(value)
        }

        /// An overload of its own, because the compiler takes an optional for a slip wherever it is not asked for.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.bind(value)
        }
    }

    private mutating func bind<Value: PostgresEncodable>(_ value: Value) {
        types.append(Value.postgresType.oid)
        text += "$"
        text += String(types.count)
        if value.isNull {
            lengths.append(-1)
            return
        }
        let start = values.count
        do {
            try value.encode(into: &values)
            lengths.append(try PostgresBinary.length(values.count - start))
        } catch {
            lengths.append(0)
            defect = defect ?? error
        }
    }
}

extension SQL {
    /// PostgreSQL counts a statement's parameters in 16 bits.
    private static let maximumBinds = 65_535

    /// - Throws: ``PostgresError`` of kind `encoding` when a value has no PostgreSQL form.
    func requireSendable() throws(PostgresError) {
        if let defect {
            throw PostgresError(.encoding, defect.reason)
        }
        guard types.count <= Self.maximumBinds else {
            throw PostgresError(.encoding, "a statement has more than \(Self.maximumBinds) values; bind arrays instead")
        }
        guard !text.holdsNUL else { throw PostgresError(.encoding, "the statement's text holds a NUL") }
    }
}
