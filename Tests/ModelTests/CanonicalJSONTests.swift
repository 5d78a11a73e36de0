import Foundation
import Model
import TestSupport
import Testing

@Suite struct CanonicalJSONTests {
    private func foundation(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func canonical(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }

    @Test func `any value is written as Foundation writes it`() throws {
        var random = SeededGenerator()
        for _ in 0..<2_000 {
            let value = AnyValue.random(depth: 4, using: &random)
            #expect(try canonical(value) == foundation(value), "seed \(random.seed)")
        }
    }

    @Test func `every event is written as Foundation writes it`() throws {
        for event in try EventSamples.all() { #expect(try canonical(event) == foundation(event)) }
    }

    /// RFC 8785 §3.2.3: names in the order of UTF-16 code units, in which U+1F6D7 stands before U+FB33.
    @Test func `names are ordered by their UTF-16 code units`() throws {
        let names = ["1", "B", "a", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f6d7}", "\u{fb33}"]
        let value = Dictionary(uniqueKeysWithValues: names.map { ($0, true) })
        #expect(try canonical(value) == "{" + names.map { "\"\($0)\":true" }.joined(separator: ",") + "}")
    }

    @Test func `nested containers and what a type wraps come where they belong`() throws {
        let value = Wrapped()
        #expect(try canonical(value) == #"{"a":{"x":[1,[true],{"y":null}]},"own":1,"wrapped":{"z":2},"z":2}"#)
        #expect(try canonical(value) == foundation(value))
        #expect(try canonical(Nothing()) == "{}")
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity]) func `what JSON has no number for is refused`(value: Double) {
        #expect(throws: EncodingError.self) { try CanonicalJSON.encode([value]) }
    }
}

private struct Nothing: Encodable {
    func encode(to encoder: any Encoder) throws {}
}

/// Uses every way of nesting that the protocols have.
private struct Wrapped: Encodable {
    struct Inner: Encodable { let z = 2 }
    enum Key: String, CodingKey { case own, a, x, y, wrapped }

    func encode(to encoder: any Encoder) throws {
        var own = encoder.container(keyedBy: Key.self)
        try own.encode(1, forKey: .own)
        try Inner().encode(to: encoder)
        try Inner().encode(to: own.superEncoder(forKey: .wrapped))
        var a = own.nestedContainer(keyedBy: Key.self, forKey: .a)
        var x = a.nestedUnkeyedContainer(forKey: .x)
        try x.encode(1)
        var list = x.nestedUnkeyedContainer()
        try list.encode(true)
        var y = x.nestedContainer(keyedBy: Key.self)
        try y.encodeNil(forKey: .y)
    }
}

private enum AnyValue: Encodable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case array([AnyValue])
    case object([String: AnyValue])

    static func random(depth: Int, using random: inout SeededGenerator) -> AnyValue {
        switch Int.random(in: depth > 0 ? 0...6 : 0...4, using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: .double(Double(Int.random(in: -1_000...1_000, using: &random)) / 8)
        case 4: .text(text(using: &random))
        case 5:
            .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in Self.random(depth: depth - 1, using: &random) })
        default:
            .object(
                Dictionary(
                    (0..<Int.random(in: 0...12, using: &random)).map { _ in
                        (text(using: &random), Self.random(depth: depth - 1, using: &random))
                    }, uniquingKeysWith: { first, _ in first }))
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        let alphabet = "aAbB129_-/\"\\\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f} \u{7f}<&é维🛗\u{2028}"
        return String(
            String.UnicodeScalarView(
                (0..<Int.random(in: 0...9, using: &random)).compactMap { _ in
                    alphabet.unicodeScalars.randomElement(using: &random)
                }))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let values): try container.encode(values)
        }
    }
}
