import Foundation
import TestSupport
import Testing

@testable import ServiceRuntime

struct JSONDocumentTests {
    @Test(arguments: [
        "{}", "[]", "null", "true", "\"\"", "0", "-0", "-12.5e+3", "1E400", " {\"a\" : [1, 2, {\"b\": null}]}\r\n",
        "\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"维修基金 🛗\"", "{\"a\":1,\"A\":2,\"\":3}",
    ])
    func `a proper text is read`(text: String) throws {
        _ = try JSONDocument(Array(text.utf8))
    }

    @Test(arguments: [
        ("", JSONFault.Reason.empty), ("  ", .empty), ("\u{FEFF}{}", .byteOrderMark), ("{", .unexpected),
        ("}", .unexpected),
        ("{\"a\":1,}", .unexpected), ("[1,]", .unexpected), ("[1 2]", .unexpected), ("{a:1}", .unexpected),
        ("{'a':1}", .unexpected), ("NaN", .unexpected), ("[Infinity]", .unexpected), ("nul", .unexpected),
        ("{} {}", .trailingText), ("1 // one", .trailingText), ("01", .badNumber), ("-", .badNumber),
        ("1.", .badNumber),
        (".5", .unexpected), ("1e", .badNumber), ("+1", .unexpected), ("\"\u{1}\"", .controlCharacter),
        ("\"\u{0}\"", .nulCharacter), ("\"\\u0000\"", .nulCharacter), ("\"\\ud800\"", .loneSurrogate),
        ("\"\\udc00\"", .loneSurrogate), ("\"\\ud800\\u0041\"", .loneSurrogate), ("\"\\x41\"", .badEscape),
        ("\"\\u12g4\"", .badEscape), ("\"\\u12", .badEscape), ("\"open", .unexpected),
        ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateName("a")), ("{\"a\":1,\"\\u0061\":2}", .duplicateName("a")),
        ("[{\"维\":1,\"维\":2}]", .duplicateName("维")),
    ])
    func `what is not quite JSON is refused with its reason`(text: String, reason: JSONFault.Reason) {
        let fault = #expect(throws: JSONFault.self) { try JSONDocument(Array(text.utf8)) }
        #expect(fault?.reason == reason, "\(text)")
    }

    @Test(
        arguments: [
            [0x22, 0x80, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xF8, 0x88, 0x80, 0x80, 0x80, 0x22],
            [0x22, 0xE2, 0x28, 0xA1, 0x22],
            [0x22, 0xE2, 0x82],
        ] as [[UInt8]])
    func `bytes that are no UTF-8 are refused`(bytes: [UInt8]) {
        let fault = #expect(throws: JSONFault.self) { try JSONDocument(bytes) }
        #expect(fault?.reason == .notUTF8)
    }

    @Test func `thirty-two levels are read and thirty-three are not`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }

        _ = try JSONDocument(nested(32))

        for depth in [33, 10_000] {
            let fault = #expect(throws: JSONFault.self) { try JSONDocument(nested(depth)) }
            #expect(fault?.reason == .tooDeep(limit: 32))
        }
    }

    @Test(arguments: [
        (#"{"Kind":1}"#, true), (#"{"\u004bind":1}"#, true), (#"{"\u212aind":1}"#, false),
        ("{\"\u{212A}ind\":1}", false),
    ])
    func `a name has one spelling, however its characters are written`(text: String, isKind: Bool) throws {
        let document = try JSONDocument(Array(text.utf8))
        #expect((document.member("Kind", ofObjectAt: 0) != nil) == isKind)
    }

    @Test func `the place of a fault counts lines and columns from one`() {
        let fault = #expect(throws: JSONFault.self) { try JSONDocument(Array("{\n  \"a\": 1,\n  \"a\": 2\n}".utf8)) }
        #expect(fault?.line == 3)
        #expect(fault?.column == 3)
    }

    @Test func `a name that comes twice among thousands is found`() {
        let members = (0..<3_000).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(throws: Never.self) { try JSONDocument(Array("{\(members)}".utf8)) }
        let fault = #expect(throws: JSONFault.self) { try JSONDocument(Array("{\(members),\"n7\":1}".utf8)) }
        #expect(fault?.reason == .duplicateName("n7"))
    }

    @Test func `any text that is read says the same as Foundation reads in it, and no bytes break the reader`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\",:\\/ue0123456789-+.Ettrufalsn \n\u{e9}维".utf8)
        var read = 0
        for _ in 0..<100_000 {
            let bytes = (0..<Int.random(in: 1...24, using: &random)).map { _ in alphabet.randomElement(using: &random)!
            }
            guard let document = try readable(bytes) else { continue }
            read += 1
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                let ours = try JSONNodeDecoder(document: document, index: 0, path: .root).decode(AnyJSON.self)
                #expect(Self.hasOnlyNumbersInRange(document), "seed \(seed): \(text)")
                // Foundation refuses some zeros that have an exponent, such as 0e5, which are proper numbers.
                if Self.numbers(document).contains(where: { Self.isZero($0) && $0.contains(/[eE]/) }) { continue }
                let theirs = try JSONDecoder().decode(AnyJSON.self, from: Data(bytes))
                #expect(ours == theirs, "seed \(seed): \(text)")
            } catch is JSONFieldFault {
                // A number that no Double can hold is read as JSON and refused as a value; nothing else is.
                #expect(!Self.hasOnlyNumbersInRange(document), "seed \(seed): \(text)")
            }
        }
        #expect(read > 100, "seed \(seed)")
    }

    @Test(arguments: ["1e400", "[0,-1E999]", #"{"e":9e9999}"#, "1e-400", "-0.07E-999"])
    func `a number that no Double can hold is refused, and only as a value`(text: String) throws {
        let document = try JSONDocument(Array(text.utf8))
        #expect(!Self.hasOnlyNumbersInRange(document))
        #expect(throws: JSONFieldFault.self) {
            try JSONNodeDecoder(document: document, index: 0, path: .root).decode(AnyJSON.self)
        }
    }

    private static func hasOnlyNumbersInRange(_ document: JSONDocument) -> Bool {
        numbers(document).allSatisfy { text in
            isZero(text) || (Double(text)?.isFinite == true && Double(text) != 0)
        }
    }

    private static func numbers(_ document: JSONDocument) -> [String] {
        document.nodes.filter { $0.kind == .number || $0.kind == .integer }.map { node in
            String(decoding: document.bytes[Int(node.start)..<Int(node.end)], as: UTF8.self)
        }
    }

    private static func isZero(_ number: String) -> Bool {
        number.prefix { $0 != "e" && $0 != "E" }.allSatisfy { "-0.".contains($0) }
    }

    @Test func `names are told apart by their bytes, however many there are`() throws {
        // U+8C48 and U+F900 look the same, and Swift calls them equal.
        for filler in [0, 30] {
            let names = (0..<filler).map { "n\($0)" } + ["\u{8C48}", "\u{F900}"]
            let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
            #expect(throws: Never.self) { try JSONDocument(Array(text.utf8)) }
        }
        for count in [1, 15, 16, 17, 40] {
            let names = (0..<count).map { "n\($0)" } + ["n0"]
            let text = "{" + names.map { "\"\($0)\":{\"x\":[1,2]}" }.joined(separator: ",") + "}"
            let fault = #expect(throws: JSONFault.self) { try JSONDocument(Array(text.utf8)) }
            #expect(fault?.reason == .duplicateName("n0"))
        }
    }

    private func readable(_ bytes: [UInt8]) throws -> JSONDocument? {
        do { return try JSONDocument(bytes) } catch { return nil }
    }
}

/// Any JSON value, for comparing readers.
enum AnyJSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case array([AnyJSON])
    case object([String: AnyJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let array = try? value.decode([AnyJSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: AnyJSON].self))
        }
    }
}
