package import FoundationEssentials

/// Numbers, ids and hashes as the texts that are hashed and sent, written and read without a `String` in between: there
/// are a dozen of them to an event.
package enum WireText {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func append(_ number: Int64, to text: inout [UInt8]) {
        if number < 0 { text.append(UInt8(ascii: "-")) }
        append(number.magnitude, width: 1, to: &text)
    }

    /// With at least `width` digits.
    static func append(_ number: UInt64, width: Int, to text: inout [UInt8]) {
        var digits: [20 of UInt8] = .init(repeating: UInt8(ascii: "0"))
        var start = 20
        var rest = number
        while rest > 0 {
            start -= 1
            digits[start] += UInt8(rest % 10)
            rest /= 10
        }
        start = min(start, 20 - width)
        digits.span.extracting(start..<20).withUnsafeBufferPointer { text.append(contentsOf: $0) }
    }

    /// The UTF-8 of a text.
    package static func append(_ part: String, to text: inout [UInt8]) {
        var part = part
        // SAFETY: the buffer is read before the closure returns.
        part.withUTF8 { text.append(contentsOf: $0) }
    }

    /// A UUID in its usual form with small letters.
    package static func append(_ id: UUID, to text: inout [UInt8]) {
        var form: [36 of UInt8] = .init(repeating: UInt8(ascii: "-"))
        var place = 0
        withUnsafeBytes(of: id.uuid) { bytes in
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 { place += 1 }
                form[place] = figure(bytes[index] >> 4)
                form[place + 1] = figure(bytes[index] & 15)
                place += 2
            }
        }
        form.span.withUnsafeBufferPointer { text.append(contentsOf: $0) }
    }

    private static func figure(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    package static func bytes(_ number: Int64) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(20)
        append(number, to: &text)
        return text
    }

    package static func bytes(_ id: UUID) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        append(id, to: &text)
        return text
    }

    package static func hex(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { text, count in
            for (index, byte) in bytes.enumerated() {
                text.initializeElement(at: 2 * index, to: digits[Int(byte >> 4)])
                text.initializeElement(at: 2 * index + 1, to: digits[Int(byte & 15)])
            }
            count = bytes.count * 2
        }
    }

    // MARK: - Reading

    /// The text of which these bytes are the UTF-8; nil where they are none.
    ///
    /// `String(validating:as:)` is compiled for all encodings at once and looks its types up anew for every text.
    package static func text(_ bytes: ArraySlice<UInt8>) -> String? { text(bytes.span) }

    static func text(_ bytes: Span<UInt8>) -> String? {
        do { return String(copying: try UTF8Span(validating: bytes)) } catch { return nil }
    }

    /// A number in decimal with at most a minus sign before it; nil for anything else, and for what is too large.
    package static func number(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let figures = isNegative ? text.dropFirst() : text
        guard !figures.isEmpty else { return nil }
        var number: Int64 = 0
        for figure in figures {
            let value = Int64(figure) - 48
            guard (0...9).contains(value) else { return nil }
            let (tenfold, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (next, overflows) =
                isNegative ? tenfold.subtractingReportingOverflow(value) : tenfold.addingReportingOverflow(value)
            guard !isTooLarge, !overflows else { return nil }
            number = next
        }
        return number
    }

    /// A UUID in its usual form, letters of either size.
    package static func id(_ text: ArraySlice<UInt8>) -> UUID? {
        let text = text.span
        guard text.count == 36 else { return nil }
        var index = 0
        var bytes = (UInt64(0), UInt64(0))
        for place in 0..<16 {
            if place == 4 || place == 6 || place == 8 || place == 10 {
                guard text[index] == UInt8(ascii: "-") else { return nil }
                index += 1
            }
            guard let byte = byte(text, at: index) else { return nil }
            index += 2
            if place < 8 { bytes.0 = bytes.0 << 8 | UInt64(byte) } else { bytes.1 = bytes.1 << 8 | UInt64(byte) }
        }
        return withUnsafeBytes(of: (bytes.0.bigEndian, bytes.1.bigEndian)) {
            UUID(uuid: $0.loadUnaligned(as: uuid_t.self))
        }
    }

    /// The 32 bytes of a SHA-256 in hexadecimal.
    package static func digest(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let text = text.span
        guard text.count == 64 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        for place in 0..<32 {
            guard let byte = byte(text, at: 2 * place) else { return nil }
            bytes[place] = byte
        }
        return bytes
    }

    private static func byte(_ text: Span<UInt8>, at index: Int) -> UInt8? {
        let (high, low) = (value(text[index]), value(text[index + 1]))
        return high < 16 && low < 16 ? high << 4 | low : nil
    }

    /// 16 for what is no hexadecimal figure.
    private static func value(_ figure: UInt8) -> UInt8 {
        switch figure {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): figure - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): figure - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): figure - UInt8(ascii: "A") + 10
        default: 16
        }
    }
}
