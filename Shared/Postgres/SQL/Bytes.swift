/// `[UInt8]` is `bytea`, not an array of numbers, and `[[UInt8]]` is `bytea[]`. A lone `UInt8` is a `smallint`.
extension UInt8: PostgresCodable {
    package static var postgresType: PostgresType { .int2 }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(Int16(self), to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> UInt8 {
        guard let value = UInt8(exactly: try Int16.decode(bytes, type: type)) else {
            throw .malformed("it is not within 0 and 255")
        }
        return value
    }

    package static var postgresArrayType: PostgresType { .bytea }

    package static func encodeArray(_ values: [UInt8], into buffer: inout [UInt8]) throws(PostgresValueError) {
        buffer.append(contentsOf: values)
    }

    package static func acceptsArray(_ type: PostgresType) -> Bool { type == .bytea }

    package static func decodeArray(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> [UInt8] {
        // SAFETY: the pointer is used only within the closure, for one copy.
        bytes.withUnsafeBufferPointer { Array($0) }
    }
}
