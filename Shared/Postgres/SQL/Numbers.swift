extension Bool: PostgresCodable {
    package static var postgresType: PostgresType { .bool }

    package func encode(into buffer: inout [UInt8]) {
        buffer.append(self ? 1 : 0)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Bool {
        try PostgresBinary.integer(bytes, as: UInt8.self) != 0
    }
}

extension Int16: PostgresCodable {
    package static var postgresType: PostgresType { .int2 }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(self, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Int16 {
        try PostgresBinary.integer(bytes)
    }
}

extension Int32: PostgresCodable {
    package static var postgresType: PostgresType { .int4 }

    package static func accepts(_ type: PostgresType) -> Bool { type == .int4 || type == .int2 }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(self, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Int32 {
        type == .int4 ? try PostgresBinary.integer(bytes) : Int32(try Int16.decode(bytes, type: type))
    }
}

extension Int64: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }

    package static func accepts(_ type: PostgresType) -> Bool { type == .int8 || Int32.accepts(type) }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(self, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Int64 {
        type == .int8 ? try PostgresBinary.integer(bytes) : Int64(try Int32.decode(bytes, type: type))
    }
}

extension Int: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }

    package static func accepts(_ type: PostgresType) -> Bool { Int64.accepts(type) }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(Int64(self), to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Int {
        Int(try Int64.decode(bytes, type: type))
    }
}

extension Double: PostgresCodable {
    package static var postgresType: PostgresType { .float8 }

    package func encode(into buffer: inout [UInt8]) {
        PostgresBinary.append(bitPattern, to: &buffer)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> Double {
        Double(bitPattern: try PostgresBinary.integer(bytes))
    }
}
