/// A value that a statement can bind.
package protocol PostgresEncodable: Sendable {
    static var postgresType: PostgresType { get }

    /// Only optionals are ever NULL.
    var isNull: Bool { get }

    /// Appends the value in PostgreSQL's binary format, without a length.
    func encode(into buffer: inout [UInt8]) throws(PostgresValueError)

    /// What an array of these is: for nearly every type the array of ``postgresType``; bytes are `bytea` instead.
    static var postgresArrayType: PostgresType { get }

    /// Appends a whole array. A requirement, so that the loop is compiled for the element's own type.
    static func encodeArray(_ values: [Self], into buffer: inout [UInt8]) throws(PostgresValueError)
}

/// A value that a column can be read as.
package protocol PostgresDecodable: Sendable {
    /// Whether columns of this type can be read as `Self`.
    static func accepts(_ type: PostgresType) -> Bool

    /// Reads PostgreSQL's binary format; `type` is one that ``accepts(_:)`` said yes to.
    static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self

    /// The value for NULL; only optionals have one.
    static func decodeNull() throws(PostgresValueError) -> Self

    static func acceptsArray(_ type: PostgresType) -> Bool

    static func decodeArray(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> [Self]
}

package typealias PostgresCodable = PostgresEncodable & PostgresDecodable

/// Why a value cannot be sent or read.
///
/// It holds no part of the value.
package enum PostgresValueError: Error, Equatable {
    case containsNUL
    case tooLong
    case nestedArray
    case unexpectedNull
    case wrongType
    /// The bytes do not make a value of the wanted type; the text says in what way.
    case malformed(StaticStringReason)

    package struct StaticStringReason: Sendable, Equatable, ExpressibleByStringLiteral {
        package let text: String

        package init(stringLiteral text: StaticString) {
            self.text = text.description
        }
    }

    var reason: String {
        switch self {
        case .containsNUL: "text holds a NUL character, which PostgreSQL cannot store"
        case .tooLong: "a value is longer than 1 GB"
        case .nestedArray: "arrays have one dimension"
        case .unexpectedNull: "it is NULL"
        case .wrongType: "the types do not fit"
        case .malformed(let reason): reason.text
        }
    }
}

// MARK: - What most types do

extension PostgresEncodable {
    package var isNull: Bool { false }

    package static var postgresArrayType: PostgresType { PostgresType(arrayOf: postgresType) }

    package static func encodeArray(
        _ values: [Self], into buffer: inout [UInt8]
    ) throws(PostgresValueError) {
        try PostgresBinary.appendArray(of: postgresType, values, to: &buffer)
    }
}

extension PostgresDecodable {
    package static func decodeNull() throws(PostgresValueError) -> Self {
        throw .unexpectedNull
    }

    package static func acceptsArray(_ type: PostgresType) -> Bool {
        type.elementOID != 0 && accepts(PostgresType(oid: type.elementOID))
    }

    package static func decodeArray(
        _ bytes: Span<UInt8>, type: PostgresType
    ) throws(PostgresValueError) -> [Self] {
        try PostgresBinary.array(bytes)
    }
}

extension PostgresDecodable where Self: PostgresEncodable {
    package static func accepts(_ type: PostgresType) -> Bool {
        type.oid == postgresType.oid
    }
}

// MARK: - Wrappers

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isNull: Bool { self?.isNull ?? true }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        if let value = self {
            try value.encode(into: &buffer)
        }
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func accepts(_ type: PostgresType) -> Bool { Wrapped.accepts(type) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Wrapped? {
        try Wrapped.decode(bytes, type: type)
    }

    package static func decodeNull() throws(PostgresValueError) -> Wrapped? { nil }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        try Element.encodeArray(self, into: &buffer)
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    package static func accepts(_ type: PostgresType) -> Bool { Element.acceptsArray(type) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> [Element] {
        try Element.decodeArray(bytes, type: type)
    }
}

/// An enumeration with raw values is stored as its raw value: `enum Choice: String, PostgresCodable`.
extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    package static var postgresType: PostgresType { RawValue.postgresType }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        try rawValue.encode(into: &buffer)
    }
}

extension PostgresDecodable where Self: PostgresEncodable & RawRepresentable, RawValue: PostgresDecodable {
    package static func accepts(_ type: PostgresType) -> Bool { RawValue.accepts(type) }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Self {
        guard let value = Self(rawValue: try RawValue.decode(bytes, type: type)) else {
            throw .malformed("the stored value is not one of the known ones")
        }
        return value
    }
}
