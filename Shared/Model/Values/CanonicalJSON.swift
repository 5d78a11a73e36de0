import FoundationEssentials

/// The JSON of events and evidence: sorted keys, no white space, `/` not escaped.
///
/// For values of text, Booleans and integers below 2^53, the only ones the model has, these are the bytes of RFC 8785.
package enum CanonicalJSON {
    /// - Throws: `EncodingError` for a number that is none or infinite; what a type's own `encode(to:)` throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        try CanonicalEncoder.encode(value)
    }

    /// - Throws: `DecodingError`; what a type's own `init(from:)` throws.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: some Collection<UInt8>
    ) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
