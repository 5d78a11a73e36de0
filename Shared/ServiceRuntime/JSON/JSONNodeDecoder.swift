package import Model

/// Decodes a `Decodable` type from one node of a ``JSONDocument``; every error names its field.
package struct JSONNodeDecoder: Decoder {
    let document: JSONDocument
    let index: Int
    let path: JSONPath

    /// Reads a whole document.
    ///
    /// - Throws: `JSONFault` where it is no JSON, `JSONFieldFault` where it is not of the type.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], depth: Int = 32
    ) throws -> Value {
        try JSONNodeDecoder(document: JSONDocument(bytes, depth: depth), index: 0, path: .root).decode(type)
    }

    package var codingPath: [any CodingKey] { path.codingPath }
    package var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// - Throws: ``JSONFieldFault`` where there is no object here.
    package func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try requireObject()
        return KeyedDecodingContainer(JSONObjectContainer<Key>(decoder: self))
    }

    /// - Throws: ``JSONFieldFault`` where there is no array here.
    package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard node.kind == .array else {
            throw JSONFieldFault.wrongKind(path, wanted: Phrase(zh: "列表", en: "an array"))
        }
        return JSONArrayContainer(decoder: self)
    }

    package func singleValueContainer() throws -> any SingleValueDecodingContainer { JSONValueContainer(decoder: self) }

    // MARK: - Values

    var node: JSONDocument.Node { document.nodes[index] }

    var isNull: Bool { node.kind == .null }

    /// The member `name` of the object here.
    ///
    /// - Throws: ``JSONFieldFault`` where there is no object here, or the member is missing, no text or no such value.
    package func member<Value: TextValue>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try requireObject()
        let member = try self.member(name)
        let text = try member.string()
        do {
            return try Value(parsing: text)
        } catch {
            throw JSONFieldFault(path: member.path, reason: error.phrase)
        }
    }

    fileprivate func member(_ name: String) throws -> JSONNodeDecoder {
        guard let index = document.member(name, ofObjectAt: index) else { throw JSONFieldFault.missing(name, of: path) }
        return child(index, .member(name, of: path))
    }

    private func requireObject() throws {
        guard node.kind == .object else {
            throw JSONFieldFault.wrongKind(path, wanted: Phrase(zh: "对象", en: "an object"))
        }
    }

    func string() throws -> String {
        guard node.isString else {
            throw JSONFieldFault.wrongKind(path, wanted: Phrase(zh: "文字", en: "a string"))
        }
        return document.text(node)
    }

    func bool() throws -> Bool {
        switch node.kind {
        case .yes: true
        case .no: false
        default: throw JSONFieldFault.wrongKind(path, wanted: Phrase(zh: "true 或 false", en: "true or false"))
        }
    }

    func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        guard node.kind == .integer, let value = T(numberText) else {
            throw JSONFieldFault.wrongKind(
                path, wanted: Phrase(zh: "\(T.min) 到 \(T.max) 的整数", en: "an integer from \(T.min) to \(T.max)"))
        }
        return value
    }

    /// A number that is too large for a `Double`, or so small that nothing would be left of it, is refused.
    func double() throws -> Double {
        let text = numberText
        guard node.kind == .integer || node.kind == .number, let value = Double(text), value.isFinite,
            value != 0 || !text.prefix(while: { $0 != "e" && $0 != "E" }).contains(where: { "1"..."9" ~= $0 })
        else {
            throw JSONFieldFault.wrongKind(path, wanted: Phrase(zh: "数字", en: "a number"))
        }
        return value
    }

    func float() throws -> Float {
        let value = Float(try double())
        guard value.isFinite else {
            throw JSONFieldFault.wrongKind(path, wanted: Phrase(zh: "数字", en: "a number"))
        }
        return value
    }

    /// Decodes any type here, and puts the place on an error that does not know it.
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        do {
            return try T(from: self)
        } catch let fault as JSONFieldFault {
            throw fault
        } catch let error as any ProblemConvertible {
            throw JSONFieldFault(path: path, reason: error.problem.detail ?? error.problem.title)
        } catch {
            throw JSONFieldFault(path: path, reason: Self.reason(error, for: type))
        }
    }

    /// What is told of an error that a type's own decoding threw: nothing about the types themselves.
    private static func reason(_ error: any Error, for type: any Decodable.Type) -> Phrase {
        if let error = error as? InvalidValue { return error.phrase }
        if case DecodingError.dataCorrupted(let context) = error,
            let error = context.underlyingError as? InvalidValue
        {
            return error.phrase
        }
        if let type = type as? any CaseIterable.Type {
            let list = words(of: type).joined(separator: ", ")
            return Phrase(zh: "应为其中之一：\(list)", en: "must be one of \(list)")
        }
        return Phrase(zh: "不是可以接受的值", en: "is not an acceptable value")
    }

    private static func words<Word: CaseIterable>(of type: Word.Type) -> [String] {
        Word.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }

    func child(_ index: Int, _ path: JSONPath) -> JSONNodeDecoder {
        JSONNodeDecoder(document: document, index: index, path: path)
    }

    private var numberText: String {
        String(decoding: document.bytes[Int(node.start)..<Int(node.end)], as: UTF8.self)
    }
}

private struct JSONObjectContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: JSONNodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { decoder.document.names(ofObjectAt: decoder.index).compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool {
        decoder.document.member(key.stringValue, ofObjectAt: decoder.index) != nil
    }
    func decodeNil(forKey key: Key) throws -> Bool { try value(key).isNull }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).bool() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).double() }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).float() }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).integer(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).integer(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).integer(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).integer(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).integer(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).integer(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).integer(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).integer(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).integer(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).integer(type) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try value(key).decode(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try value(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try value(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }

    private func value(_ key: Key) throws -> JSONNodeDecoder { try decoder.member(key.stringValue) }
}

private struct JSONArrayContainer: UnkeyedDecodingContainer {
    let decoder: JSONNodeDecoder
    private(set) var currentIndex = 0
    private var next: Int

    init(decoder: JSONNodeDecoder) {
        self.decoder = decoder
        self.next = decoder.index + 1
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { nil }
    var isAtEnd: Bool { next >= Int(decoder.node.next) }

    mutating func decodeNil() throws -> Bool {
        guard try peek().isNull else { return false }
        _ = try advance()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try advance().bool() }
    mutating func decode(_ type: String.Type) throws -> String { try advance().string() }
    mutating func decode(_ type: Double.Type) throws -> Double { try advance().double() }
    mutating func decode(_ type: Float.Type) throws -> Float { try advance().float() }
    mutating func decode(_ type: Int.Type) throws -> Int { try advance().integer(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try advance().integer(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try advance().integer(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try advance().integer(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try advance().integer(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try advance().integer(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try advance().integer(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try advance().integer(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try advance().integer(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try advance().integer(type) }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try advance().decode(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try advance().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try advance().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try advance() }

    private func peek() throws -> JSONNodeDecoder {
        let path = JSONPath.element(currentIndex, of: decoder.path)
        guard !isAtEnd else {
            throw JSONFieldFault(path: path, reason: Phrase(zh: "缺少此项", en: "is missing"))
        }
        return decoder.child(next, path)
    }

    private mutating func advance() throws -> JSONNodeDecoder {
        let element = try peek()
        next = Int(element.node.next)
        currentIndex += 1
        return element
    }
}

private struct JSONValueContainer: SingleValueDecodingContainer {
    let decoder: JSONNodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.isNull }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool() }
    func decode(_ type: String.Type) throws -> String { try decoder.string() }
    func decode(_ type: Double.Type) throws -> Double { try decoder.double() }
    func decode(_ type: Float.Type) throws -> Float { try decoder.float() }
    func decode(_ type: Int.Type) throws -> Int { try decoder.integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try decoder.integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try decoder.integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try decoder.integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try decoder.integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try decoder.integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.integer(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
}
