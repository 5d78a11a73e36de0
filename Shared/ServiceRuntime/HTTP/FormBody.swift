import Model

/// What a browser sends of a form (WHATWG URL, application/x-www-form-urlencoded).
package struct FormBody {
    package static let mediaType = "application/x-www-form-urlencoded"

    private let values: [String: String]

    /// - Throws: `Problem` 400 when the bytes are no form.
    package init(_ request: APIRequest) throws { try self.init(text: request.text()) }

    /// - Throws: `Problem` 400 when the text is no form.
    init(text: String) throws {
        var values: [String: String] = [:]
        // Byte by byte: a mark behind a sign would be one character with it.
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let key = Self.decoded(name), let value = Self.decoded(pair[name.endIndex...].dropFirst()) else {
                throw Problem.badRequest(Phrase(zh: "表单编码不正确", en: "The form is not encoded properly"))
            }
            values[key] = value
        }
        self.values = values
    }

    /// A field without blanks around it; nil when nothing was typed.
    package subscript(name: String) -> String? {
        guard let text = values[name] else { return nil }
        let trimmed = text.drop(while: \.isWhitespace)
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(trimmed[...last])
    }

    /// A field as it was typed: blanks may be part of a secret.
    package func secret(_ name: String) -> String { values[name] ?? "" }

    private static func decoded(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
