/// Encodes any `Encodable` as canonical JSON (RFC 8785) for ``CanonicalJSON``.
///
/// Written by hand because every event, every stored answer and most answers pass it, and Foundation's encoder takes
/// several times as long for small values; a test holds the two against each other.
final class CanonicalEncoder: Encoder {
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    fileprivate var value: CanonicalValue?

    fileprivate init(at path: [any CodingKey]) { codingPath = path }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        try self.value(of: value, at: []).write(to: &output)
        return output
    }

    fileprivate static func value(of value: some Encodable, at path: [any CodingKey]) throws -> CanonicalValue {
        let encoder = CanonicalEncoder(at: path)
        try value.encode(to: encoder)
        // What encodes nothing at all is an object without members, as for Foundation.
        return encoder.value ?? .object(CanonicalObject())
    }

    /// A type that asks twice, once for itself and once for what it wraps, gets one object.
    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let object: CanonicalObject
        if case .object(let known)? = value {
            object = known
        } else {
            object = CanonicalObject()
            value = .object(object)
        }
        return KeyedEncodingContainer(CanonicalObjectContainer(object: object, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let array: CanonicalArray
        if case .array(let known)? = value {
            array = known
        } else {
            array = CanonicalArray()
            value = .array(array)
        }
        return CanonicalArrayContainer(array: array, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension CanonicalEncoder: SingleValueEncodingContainer {
    func encodeNil() { value = .null }
    func encode(_ value: Bool) { self.value = .bool(value) }
    func encode(_ value: String) { self.value = .text(value) }
    func encode(_ value: Double) throws { self.value = try .number(value, at: codingPath) }
    func encode(_ value: Float) throws { self.value = try .number(value, at: codingPath) }
    func encode(_ value: Int) { self.value = .number(value.description) }
    func encode(_ value: Int8) { self.value = .number(value.description) }
    func encode(_ value: Int16) { self.value = .number(value.description) }
    func encode(_ value: Int32) { self.value = .number(value.description) }
    func encode(_ value: Int64) { self.value = .number(value.description) }
    func encode(_ value: UInt) { self.value = .number(value.description) }
    func encode(_ value: UInt8) { self.value = .number(value.description) }
    func encode(_ value: UInt16) { self.value = .number(value.description) }
    func encode(_ value: UInt32) { self.value = .number(value.description) }
    func encode(_ value: UInt64) { self.value = .number(value.description) }
    func encode(_ value: some Encodable) throws { self.value = try Self.value(of: value, at: codingPath) }
}

private struct CanonicalObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let object: CanonicalObject
    let codingPath: [any CodingKey]

    private func set(_ key: Key, _ value: CanonicalValue) { object.members.append((key.stringValue, value)) }

    func encodeNil(forKey key: Key) { set(key, .null) }
    func encode(_ value: Bool, forKey key: Key) { set(key, .bool(value)) }
    func encode(_ value: String, forKey key: Key) { set(key, .text(value)) }
    func encode(_ value: Double, forKey key: Key) throws { set(key, try .number(value, at: codingPath + [key])) }
    func encode(_ value: Float, forKey key: Key) throws { set(key, try .number(value, at: codingPath + [key])) }
    func encode(_ value: Int, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: Int8, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: Int16, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: Int32, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: Int64, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: UInt, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: UInt8, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: UInt16, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: UInt32, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: UInt64, forKey key: Key) { set(key, .number(value.description)) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        set(key, try CanonicalEncoder.value(of: value, at: codingPath))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    func superEncoder() -> any Encoder {
        let encoder = CanonicalEncoder(at: codingPath)
        object.members.append(("super", .later(encoder)))
        return encoder
    }

    private func nested(_ key: Key) -> CanonicalEncoder {
        let encoder = CanonicalEncoder(at: codingPath + [key])
        set(key, .later(encoder))
        return encoder
    }
}

private struct CanonicalArrayContainer: UnkeyedEncodingContainer {
    let array: CanonicalArray
    let codingPath: [any CodingKey]

    var count: Int { array.elements.count }

    private func add(_ value: CanonicalValue) { array.elements.append(value) }

    func encodeNil() { add(.null) }
    func encode(_ value: Bool) { add(.bool(value)) }
    func encode(_ value: String) { add(.text(value)) }
    func encode(_ value: Double) throws { add(try .number(value, at: codingPath)) }
    func encode(_ value: Float) throws { add(try .number(value, at: codingPath)) }
    func encode(_ value: Int) { add(.number(value.description)) }
    func encode(_ value: Int8) { add(.number(value.description)) }
    func encode(_ value: Int16) { add(.number(value.description)) }
    func encode(_ value: Int32) { add(.number(value.description)) }
    func encode(_ value: Int64) { add(.number(value.description)) }
    func encode(_ value: UInt) { add(.number(value.description)) }
    func encode(_ value: UInt8) { add(.number(value.description)) }
    func encode(_ value: UInt16) { add(.number(value.description)) }
    func encode(_ value: UInt32) { add(.number(value.description)) }
    func encode(_ value: UInt64) { add(.number(value.description)) }
    func encode(_ value: some Encodable) throws { add(try CanonicalEncoder.value(of: value, at: codingPath)) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    func superEncoder() -> any Encoder { nested() }

    private func nested() -> CanonicalEncoder {
        let encoder = CanonicalEncoder(at: codingPath)
        add(.later(encoder))
        return encoder
    }
}

private final class CanonicalObject {
    var members: [(name: String, value: CanonicalValue)] = []
}

private final class CanonicalArray {
    var elements: [CanonicalValue] = []
}

/// A JSON value on its way out.
private enum CanonicalValue {
    case null
    case bool(Bool)
    /// In its written form.
    case number(String)
    case text(String)
    case array(CanonicalArray)
    case object(CanonicalObject)
    /// What the encoder will have been given when everything is encoded.
    case later(CanonicalEncoder)

    static func number(
        _ value: some BinaryFloatingPoint & LosslessStringConvertible, at path: [any CodingKey]
    ) throws -> CanonicalValue {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, EncodingError.Context(codingPath: path, debugDescription: "JSON has no \(value)"))
        }
        let text = value.description
        return .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    func write(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: value ? "true".utf8 : "false".utf8)
        case .number(let text): output.append(contentsOf: text.utf8)
        case .text(let text): Self.quote(text, to: &output)
        case .array(let array):
            output.append(UInt8(ascii: "["))
            for (index, element) in array.elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object): Self.write(object.members, to: &output)
        case .later(let encoder): (encoder.value ?? .object(CanonicalObject())).write(to: &output)
        }
    }

    /// Names in the order of their UTF-16 code units (RFC 8785 §3.2.3), which for ASCII is that of their bytes.
    private static func write(_ members: [(name: String, value: CanonicalValue)], to output: inout [UInt8]) {
        let isPlain = members.allSatisfy { $0.name.utf8.allSatisfy { $0 < 0x80 } }
        let sorted =
            isPlain
            ? members.sorted { $0.name < $1.name }
            : members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        output.append(UInt8(ascii: "{"))
        for (index, member) in sorted.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            quote(member.name, to: &output)
            output.append(UInt8(ascii: ":"))
            member.value.write(to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    /// A string with its quotes and no escapes but those that JSON demands (RFC 8785 §3.2.2.2).
    private static func quote(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            output.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 { escape(byte, to: &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
        case 0x08: output.append(contentsOf: "\\b".utf8)
        case 0x09: output.append(contentsOf: "\\t".utf8)
        case 0x0A: output.append(contentsOf: "\\n".utf8)
        case 0x0C: output.append(contentsOf: "\\f".utf8)
        case 0x0D: output.append(contentsOf: "\\r".utf8)
        case 0x00..<0x20:
            let low = byte & 0xF
            output.append(contentsOf: "\\u00".utf8)
            output += [byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1")]
            output += [low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10]
        default: output.append(byte)
        }
    }
}
