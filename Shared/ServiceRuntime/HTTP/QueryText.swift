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

    /// Holds everything that was given against what the route documents, so that no handler has to.
    ///
    /// - Throws: ``Problem`` 400 naming what is not documented, given twice, badly encoded, or not as documented.
    func check(against parameters: [QueryParameter]) throws {
        for (name, _) in pairs {
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                throw Problem.invalid(String(name), Phrase(zh: "没有这个参数", en: "there is no such parameter"))
            }
            guard let text = try value(parameter.name), let fault = parameter.schema.fault(of: text) else { continue }
            throw Problem.invalid(parameter.name, fault)
        }
    }
}

extension Schema {
    /// Why a text is not what the schema describes, as far as length, choice and range go; a pattern is the business of
    /// the type that the handler reads.
    fileprivate func fault(of text: String) -> Phrase? {
        switch self {
        case .string(_, _, let limit?, _) where text.unicodeScalars.count > limit:
            return Phrase(zh: "不能超过 \(limit) 个字符", en: "must be at most \(limit) characters")
        case .word(let words) where !words.contains(text):
            let list = words.joined(separator: ", ")
            return Phrase(zh: "应为其中之一：\(list)", en: "must be one of \(list)")
        case .boolean where text != "true" && text != "false":
            return Phrase(zh: "应为 true 或 false", en: "must be true or false")
        case .integer(let minimum, let maximum, _):
            let (least, most) = (minimum ?? .min, maximum ?? .max)
            if let number = Int64(text), number >= least, number <= most { return nil }
            return switch (minimum, maximum) {
            case (let least?, let most?):
                Phrase(zh: "应为 \(least) 到 \(most) 的整数", en: "must be an integer from \(least) to \(most)")
            case (let least?, nil): Phrase(zh: "应为不小于 \(least) 的整数", en: "must be an integer of at least \(least)")
            case (nil, let most?): Phrase(zh: "应为不大于 \(most) 的整数", en: "must be an integer of at most \(most)")
            case (nil, nil): Phrase(zh: "应为整数", en: "must be an integer")
            }
        default: return nil
        }
    }
}

/// Percent-encoding of paths and queries (RFC 3986 §2.1).
package enum PercentEncoding {
    /// The text with everything but the unreserved characters encoded, to stand in a path or a query.
    package static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// The decoded text, or nil when an escape is broken or the bytes are no UTF-8 or hold control characters.
    package static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
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
