package import FoundationEssentials
internal import Glibc

extension String: PostgresCodable {
    package static var postgresType: PostgresType { .text }

    /// `text` and its kin; `json` too, whose binary form is its text.
    package static func accepts(_ type: PostgresType) -> Bool { type.isTextual }

    package func encode(into buffer: inout [UInt8]) throws(PostgresValueError) {
        buffer.append(contentsOf: utf8)
        // PostgreSQL would refuse it too, but with an error that reads as if the server were at fault.
        if holdsNUL {
            throw .containsNUL
        }
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw .malformed("it is not UTF-8")
        }
    }
}

extension String {
    /// Whether a NUL is in it, looked for as C does: all that is sent is searched, the statements themselves too.
    var holdsNUL: Bool {
        // SAFETY: the pointer and the count are of one buffer, which is read before the closure returns.
        let isFound = utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
        return isFound ?? utf8.contains(0)
    }
}

extension UUID: PostgresCodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into buffer: inout [UInt8]) {
        // SAFETY: the sixteen bytes of a local tuple, copied before the closure returns.
        withUnsafeBytes(of: uuid) { buffer.append(contentsOf: $0) }
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> UUID {
        guard bytes.count == 16 else { throw .malformed("its width is not that of its type") }
        return UUID(
            uuid: (
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
                bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
            ))
    }
}

/// A `jsonb` value as the UTF-8 bytes of its JSON text.
///
/// What comes out is PostgreSQL's spelling of what went in.
package struct PostgresJSON: PostgresCodable, Hashable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package static var postgresType: PostgresType { .jsonb }

    package static func accepts(_ type: PostgresType) -> Bool { type == .jsonb || type == .json }

    package func encode(into buffer: inout [UInt8]) {
        buffer.append(1)
        buffer.append(contentsOf: bytes)
    }

    package static func decode(_ bytes: Span<UInt8>, type: PostgresType) throws(PostgresValueError) -> PostgresJSON {
        if type == .json {
            return PostgresJSON(bytes: try UInt8.decodeArray(bytes, type: .bytea))
        }
        // The format's version, then the text.
        guard bytes.count > 1, bytes[0] == 1 else { throw .malformed("it is an unknown version of jsonb") }
        return PostgresJSON(bytes: try UInt8.decodeArray(bytes.extracting(1..<bytes.count), type: .bytea))
    }
}
