import Model
import Testing

/// Payers' names, reasons and the like.
struct PrintableTextTests {
    @Test(arguments: [
        "张三", "Re\u{301}my", "葛\u{E0100}城", "\u{1826}\u{180E}\u{1820}", "王\u{E863}", "王\u{F0001}", "王\u{3FFFD}",
        "𬎆·𠮷", "ئابدۇ·رېشىت",
    ])
    func `a name is taken as the bank writes it, with rare ideographs too`(text: String) throws {
        try PrintableText.check(text, atMost: 100, "name")
        try PrintableText.checkKept(text, atMost: 100, "name")
    }

    @Test(arguments: [
        "", " a", "a ", "a\u{0}b", "a\nb", "a\u{202E}b", "a\u{200B}b", "a\u{2028}b", "a\u{AD}b", "\u{FEFF}a",
        String(repeating: "a", count: 101),
    ])
    func `what hides or turns round what stands beside it is neither taken nor was it ever`(text: String) {
        #expect(throws: InvalidValue.self) { try PrintableText.check(text, atMost: 100, "name") }
        #expect(throws: InvalidValue.self) { try PrintableText.checkKept(text, atMost: 100, "name") }
    }

    @Test(arguments: ["a\u{3164}b", "\u{3164}", "a\u{2800}", "\u{FE0F}", "\u{E0100}", "\u{301}"])
    func `what looks like nothing is not taken, and read where it was`(text: String) throws {
        #expect(throws: InvalidValue.self) { try PrintableText.check(text, atMost: 100, "name") }
        try PrintableText.checkKept(text, atMost: 100, "name")
        #expect(GivenText<PaymentReference>(text) == nil)
        #expect(PaymentReference(text)?.description == text)
    }

    @Test func `what will never be a character is not taken, and read where it was`() throws {
        let ends = (UInt32(0)...16).flatMap { [$0 << 16 | 0xFFFE, $0 << 16 | 0xFFFF] }
        let scalars = ([UInt32](0xFDD0...0xFDEF) + ends).compactMap { Unicode.Scalar($0) }
        #expect(scalars.count == 66)
        for scalar in scalars {
            let text = "a\(scalar)b"
            #expect(throws: InvalidValue.self, "\(scalar.value)") { try PrintableText.check(text, atMost: 100, "name") }
            #expect(WrittenLine.fault(in: text, atMost: 100) == .invisibleCharacter)
            #expect(GivenReference(text) == nil)
            try PrintableText.checkKept(text, atMost: 100, "name")
            #expect(PaymentReference(text)?.description == text)
        }
    }

    @Test func `a vowel separator belongs to names, and does not make one`() {
        #expect(WrittenLine.fault(in: "\u{1826}\u{180E}\u{1820}", atMost: 100) == nil)
        #expect(WrittenLine.fault(in: "\u{180E}", atMost: 100) == .empty)
    }
}
