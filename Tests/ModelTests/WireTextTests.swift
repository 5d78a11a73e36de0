import Foundation
import Model
import TestSupport
import Testing

/// What is written and read without a `String` is the text that it always was.
@Suite struct WireTextTests {
    @Test func `numbers, ids and hashes are the texts that their descriptions are`() {
        var random = SeededGenerator()
        for _ in 0..<500 {
            let number = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
            #expect(WireText.bytes(number) == Array(String(number).utf8), "seed \(random.seed)")
            #expect(WireText.number(Array(String(number).utf8)[...]) == number, "seed \(random.seed)")
            let id = UUID(uuidString: UUID().uuidString) ?? UUID()
            #expect(WireText.bytes(id) == Array(id.uuidString.lowercased().utf8))
            #expect(WireText.id(Array(id.uuidString.utf8)[...]) == id)
            let hash = Digest256(of: Array(String(number).utf8))
            #expect(WireText.hex(hash.bytes) == Array(hash.description.utf8))
            #expect(WireText.digest(WireText.hex(hash.bytes)[...]) == hash.bytes)
        }
        for number in [Int64.min, -1, 0, 1, Int64.max] {
            #expect(WireText.bytes(number) == Array(String(number).utf8))
            #expect(WireText.number(WireText.bytes(number)[...]) == number)
        }
    }

    @Test func `a part of a longer text is read as that part`() {
        let id = UUID()
        let hash = Digest256(of: [1])
        let text = Array("--17-\(id.uuidString)\(hash)9".utf8)
        #expect(WireText.number(text[0..<4]) == nil && WireText.number(text[1..<4]) == -17)
        #expect(WireText.number(text[2..<4]) == 17 && WireText.number(text[1..<2]) == nil)
        #expect(WireText.id(text[5..<41]) == id)
        #expect(WireText.digest(text[41..<105]) == hash.bytes)
        #expect(WireText.digest(text[41..<106]) == nil && WireText.id(text[4..<40]) == nil)
    }

    @Test(
        arguments: [
            [], [0x00], [0x41, 0x7F], [0xEF, 0xBB, 0xBF, 0x41], Array("环境监测 é 😀".utf8), [0xC0, 0x80], [0xC3], [0x80],
            [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE7, 0x8E], [0x41, 0xFF, 0x42], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func `bytes are a text where the library says so`(bytes: [UInt8]) {
        #expect(WireText.text(bytes[...]) == String(validating: bytes, as: UTF8.self))
        let inside = [0xFF] + bytes + [0xFF]
        #expect(WireText.text(inside[1..<bytes.count + 1]) == String(validating: bytes, as: UTF8.self))
    }

    @Test func `a vote's fact is read as a decoder reads it, whatever is cut off, added or changed`() throws {
        let good = try #require(EventSamples.all().compactMap { $0 as? VoteAccepted }.first).payload()
        var cases = (0..<good.count).map { Array(good[..<$0]) }
        cases += [good, good + [0x20], good + [0x7D], [0x20] + good]
        for place in good.indices {
            for byte in [0x00, 0x1F, 0x22, 0x5C, 0x7F, 0xFF] as [UInt8] {
                var changed = good
                changed[place] = byte
                cases.append(changed)
            }
        }
        for bytes in cases {
            let read = Result { try VoteAccepted(payload: bytes) }
            let decoded = Result { try CanonicalJSON.decode(VoteAccepted.self, from: bytes) }
            switch (read, decoded) {
            case (.success(let one), .success(let other)): #expect(one.payload() == other.payload())
            case (.failure, .failure): break
            default: Issue.record("\(String(decoding: bytes, as: UTF8.self)) is read in two ways")
            }
        }
    }

    @Test(arguments: [
        "", "-", "+5", " 5", "5 ", "0x5", "9223372036854775808", "-9223372036854775809", "99999999999999999999",
    ])
    func `what is no number, or too large, is not read as one`(text: String) {
        #expect(WireText.number(Array(text.utf8)[...]) == nil)
    }

    @Test(arguments: [
        "", "0190a0b1c2d37e4f8a5b6c7d8e9f0a1b", "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1",
        "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1g",
        "0190a0b1-c2d3-7e4f-8a5b+6c7d8e9f0a1b",
    ])
    func `what is no id is not read as one`(text: String) {
        #expect(WireText.id(Array(text.utf8)[...]) == nil)
        #expect(throws: InvalidValue.self) { try ReceiptID(parsing: text) }
        #expect(WireText.digest(Array(text.utf8)[...]) == nil)
    }
}
