/// PostgreSQL's binary format: integers in network order, arrays with a header of their own.
package enum PostgresBinary {
    static let maximumLength = 1 << 30

    /// Appends an integer in network order.
    package static func append<Integer: FixedWidthInteger>(_ value: Integer, to buffer: inout [UInt8]) {
        // SAFETY: the bytes of a local integer, copied before the closure returns.
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    /// Reads an integer in network order from exactly its width.
    package static func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: Span<UInt8>, as type: Integer.Type = Integer.self
    ) throws(PostgresValueError) -> Integer {
        guard bytes.count == MemoryLayout<Integer>.size else { throw .malformed("its width is not that of its type") }
        // SAFETY: the span has exactly the bytes of an integer, for which any bits will do.
        return Integer(bigEndian: bytes.bytes.unsafeLoadUnaligned(as: Integer.self))
    }

    static func length(_ count: Int) throws(PostgresValueError) -> Int32 {
        guard count < maximumLength else { throw .tooLong }
        return Int32(count)
    }

    /// One dimension from subscript 1: dimensions, whether there are NULLs, element type, length, lower bound, elements.
    static func appendArray<Element: PostgresEncodable>(
        of type: PostgresType, _ values: [Element], to buffer: inout [UInt8]
    ) throws(PostgresValueError) {
        guard type.arrayOID != 0 else { throw .nestedArray }
        buffer.reserveCapacity(buffer.count + 20 + values.count * (4 + MemoryLayout<Element>.size))
        append(Int32(values.isEmpty ? 0 : 1), to: &buffer)
        let nullsAt = buffer.count
        append(Int32(0), to: &buffer)
        append(type.oid, to: &buffer)
        if values.isEmpty {
            return
        }
        append(try length(values.count), to: &buffer)
        append(Int32(1), to: &buffer)
        for value in values {
            let lengthAt = buffer.count
            append(Int32(-1), to: &buffer)
            if value.isNull {
                buffer[nullsAt + 3] = 1
                continue
            }
            try value.encode(into: &buffer)
            set(try length(buffer.count - lengthAt - 4), at: lengthAt, in: &buffer)
        }
    }

    /// Reads a whole array; `known` is the type of its elements, where that need not be looked up.
    static func array<Element: PostgresDecodable>(
        _ bytes: Span<UInt8>, of known: PostgresType? = nil
    ) throws(PostgresValueError) -> [Element] {
        var offset = 0
        let dimensions = try int32(bytes, at: &offset)
        _ = try int32(bytes, at: &offset)
        let oid = UInt32(bitPattern: try int32(bytes, at: &offset))
        let type = known ?? PostgresType(oid: oid)
        if dimensions == 0 {
            return []
        }
        guard dimensions == 1 else { throw .nestedArray }
        let count = try int32(bytes, at: &offset)
        _ = try int32(bytes, at: &offset)
        // Each element has a length of four bytes at least, so a wrong count cannot ask for much memory.
        guard count >= 0, Int(count) <= (bytes.count - offset) / 4 else { throw .malformed("its count is wrong") }
        var values: [Element] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count {
            let length = Int(try int32(bytes, at: &offset))
            if length < 0 {
                values.append(try Element.decodeNull())
                continue
            }
            guard length <= bytes.count - offset else { throw .malformed("an element is cut off") }
            values.append(try Element.decode(bytes.extracting(offset..<offset + length), type: type))
            offset += length
        }
        return values
    }

    private static func int32(_ bytes: Span<UInt8>, at offset: inout Int) throws(PostgresValueError) -> Int32 {
        guard bytes.count - offset >= 4 else { throw .malformed("it is cut off") }
        defer { offset += 4 }
        return try integer(bytes.extracting(offset..<offset + 4))
    }

    private static func set(_ value: Int32, at index: Int, in buffer: inout [UInt8]) {
        for offset in 0..<4 {
            buffer[index + offset] = UInt8(truncatingIfNeeded: value >> (24 - 8 * Int32(offset)))
        }
    }
}
