import Postgres

/// A text column as its UTF-8 bytes, for what is sent as it is stored.
struct OutboxBytes: PostgresDecodable {
    let bytes: [UInt8]

    static func accepts(_ type: PostgresType) -> Bool { String.accepts(type) || [UInt8].accepts(type) }

    static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> OutboxBytes {
        OutboxBytes(bytes: try [UInt8].decode(bytes, type: .bytea))
    }
}
