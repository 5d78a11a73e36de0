import Model

/// The part of a request target behind the question mark.
struct QueryText {
    private let pairs: [(name: Substring, value: Substring)]

    init(_ raw: Substring) {
        pairs = raw.split(separator: "&").map { pair in
            let equals = pair.firstIndex(of: "=") ?? pair.endIndex
            return (pair[..<equals], equals == pair.endIndex ? "" : pair[pair.index(after: equals)...])
        }
    }

    /// - Throws: ``Problem`` 400 when the name occurs twice or its value is not percent-encoded UTF-8.
    func value(_ name: String) throws -> String? {
        let found = pairs.filter { $0.name == name }
        guard let first = found.first else { return nil }
        guard found.count == 1 else {
            throw Problem.invalid(name, Phrase(zh: "出现了两次", en: "is given twice"))
        }
        guard let text = PercentEncoding.decode(first.value, plusIsSpace: true) else {
            throw Problem.invalid(name, Phrase(zh: "编码不正确", en: "is not encoded properly"))
        }
        return text
    }

    /// The first name that is not in the list.
    func firstName(notIn names: [QueryParameter]) -> String? {
        pairs.first { pair in !names.contains { $0.name == pair.name } }.map { String($0.name) }
    }
}

/// Percent-encoding of paths and queries (RFC 3986 §2.1).
enum PercentEncoding {
    /// The decoded text, or nil when an escape is broken or the bytes are no UTF-8 or hold control characters.
    static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        if !text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") || $0 < 0x20 }) {
            return String(text)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let unit = JSONEscapes.codeUnit([high, low])
                else { return nil }
                bytes.append(UInt8(truncatingIfNeeded: unit))
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
