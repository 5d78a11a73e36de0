/// The one pass over the bytes of a ``JSONDocument``.
struct JSONReader {
    let bytes: [UInt8]
    let depth: Int
    private var position = 0
    private var open = 0

    init(bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    mutating func readDocument(into nodes: inout [JSONDocument.Node]) throws(JSONFault) {
        guard bytes.count < Int(Int32.max) else { throw fault(.tooLong) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw fault(.byteOrderMark) }
        skipSpace()
        guard position < bytes.count else { throw fault(.empty) }
        try readValue(into: &nodes)
        skipSpace()
        guard position == bytes.count else { throw fault(.trailingText) }
    }

    // MARK: - Values

    private mutating func readValue(into nodes: inout [JSONDocument.Node]) throws(JSONFault) {
        switch peek() {
        case UInt8(ascii: "{"): try readObject(into: &nodes)
        case UInt8(ascii: "["): try readArray(into: &nodes)
        case UInt8(ascii: "\""): try readString(into: &nodes)
        case UInt8(ascii: "t"): try readWord("true", .yes, into: &nodes)
        case UInt8(ascii: "f"): try readWord("false", .no, into: &nodes)
        case UInt8(ascii: "n"): try readWord("null", .null, into: &nodes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber(into: &nodes)
        default: throw fault(.unexpected)
        }
    }

    private mutating func readObject(into nodes: inout [JSONDocument.Node]) throws(JSONFault) {
        let object = try begin(.object, in: &nodes)
        var names = MemberNames()
        skipSpace()
        if peek() == UInt8(ascii: "}") { return end(object, in: &nodes) }
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw fault(.unexpected) }
            let start = position
            let name = nodes.count
            try readString(into: &nodes)
            if let twice = names.insert(name, ofObjectAt: object, in: nodes, of: bytes) {
                throw JSONFault(.duplicateName(twice), at: start, in: bytes)
            }
            skipSpace()
            guard peek() == UInt8(ascii: ":") else { throw fault(.unexpected) }
            position += 1
            skipSpace()
            try readValue(into: &nodes)
            skipSpace()
            switch peek() {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "}"):
                return end(object, in: &nodes)
            default:
                throw fault(.unexpected)
            }
        }
    }

    private mutating func readArray(into nodes: inout [JSONDocument.Node]) throws(JSONFault) {
        let array = try begin(.array, in: &nodes)
        skipSpace()
        if peek() == UInt8(ascii: "]") { return end(array, in: &nodes) }
        while true {
            try readValue(into: &nodes)
            skipSpace()
            switch peek() {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "]"):
                return end(array, in: &nodes)
            default:
                throw fault(.unexpected)
            }
        }
    }

    private mutating func readWord(
        _ word: StaticString, _ kind: JSONDocument.Kind, into nodes: inout [JSONDocument.Node]
    ) throws(JSONFault) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(String(describing: word).utf8) else {
            throw fault(.unexpected)
        }
        append(kind, from: position, to: end, into: &nodes)
        position = end
    }

    private mutating func readNumber(into nodes: inout [JSONDocument.Node]) throws(JSONFault) {
        let start = position
        var kind = JSONDocument.Kind.integer
        if peek() == UInt8(ascii: "-") { position += 1 }
        let leadingZero = peek() == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0, !(leadingZero && digits > 1) else { throw fault(.badNumber) }
        if peek() == UInt8(ascii: ".") {
            kind = .number
            position += 1
            guard skipDigits() > 0 else { throw fault(.badNumber) }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            kind = .number
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw fault(.badNumber) }
        }
        append(kind, from: start, to: position, into: &nodes)
    }

    // MARK: - Strings

    private mutating func readString(into nodes: inout [JSONDocument.Node]) throws(JSONFault) {
        position += 1
        let start = position
        var kind = JSONDocument.Kind.string
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                append(kind, from: start, to: position, into: &nodes)
                position += 1
                return
            case UInt8(ascii: "\\"):
                kind = .escapedString
                try skipEscape()
            case 0x00:
                throw fault(.nulCharacter)
            case 0x01..<0x20:
                throw fault(.controlCharacter)
            case 0x20..<0x80:
                position += 1
            default:
                guard let length = UTF8Sequence.length(at: position, in: bytes) else { throw fault(.notUTF8) }
                position += length
            }
        }
        throw fault(.unexpected)
    }

    private mutating func skipEscape() throws(JSONFault) {
        guard position + 1 < bytes.count else { throw fault(.badEscape) }
        switch bytes[position + 1] {
        case UInt8(ascii: "u"):
            let unit = try codeUnit(at: position)
            guard unit != 0 else { throw fault(.nulCharacter) }
            if UTF16.isTrailSurrogate(unit) { throw fault(.loneSurrogate) }
            if UTF16.isLeadSurrogate(unit) {
                guard position + 7 < bytes.count, bytes[position + 6] == UInt8(ascii: "\\"),
                    bytes[position + 7] == UInt8(ascii: "u")
                else { throw fault(.loneSurrogate) }
                guard UTF16.isTrailSurrogate(try codeUnit(at: position + 6)) else { throw fault(.loneSurrogate) }
                position += 6
            }
            position += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        default:
            throw fault(.badEscape)
        }
    }

    /// The four hexadecimal digits of the `\u` escape that starts at `offset`.
    private func codeUnit(at offset: Int) throws(JSONFault) -> UInt16 {
        guard offset + 6 <= bytes.count, let unit = JSONEscapes.codeUnit(bytes[(offset + 2)..<(offset + 6)]) else {
            throw fault(.badEscape)
        }
        return unit
    }

    // MARK: - Small steps

    private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        return position - start
    }

    private func append(
        _ kind: JSONDocument.Kind, from start: Int, to end: Int, into nodes: inout [JSONDocument.Node]
    ) {
        nodes.append(
            JSONDocument.Node(kind: kind, start: Int32(start), end: Int32(end), next: Int32(nodes.count + 1)))
    }

    private mutating func begin(_ kind: JSONDocument.Kind, in nodes: inout [JSONDocument.Node]) throws(JSONFault) -> Int
    {
        guard open < depth else { throw fault(.tooDeep(limit: depth)) }
        open += 1
        append(kind, from: position, to: position, into: &nodes)
        position += 1
        return nodes.count - 1
    }

    private mutating func end(_ container: Int, in nodes: inout [JSONDocument.Node]) {
        open -= 1
        position += 1
        nodes[container].end = Int32(position)
        nodes[container].next = Int32(nodes.count)
    }

    private func fault(_ reason: JSONFault.Reason) -> JSONFault { JSONFault(reason, at: position, in: bytes) }
}

/// The member names of one object: compared pairwise while they are few, by a set when somebody sends thousands.
private struct MemberNames {
    private var count = 0
    private var areAllPlain = true
    private var many: Set<[UInt8]> = []

    /// Adds the name at the index `name`; answers it when it was there already.
    mutating func insert(
        _ name: Int, ofObjectAt object: Int, in nodes: [JSONDocument.Node], of bytes: [UInt8]
    ) -> String? {
        let node = nodes[name]
        count += 1
        areAllPlain = areAllPlain && node.kind == .string
        if areAllPlain, count <= 16 {
            var other = object + 1
            while other < name {
                if Self.raw(nodes[other], bytes) == Self.raw(node, bytes) { return Self.text(node, bytes) }
                other = Int(nodes[other + 1].next)
            }
            return nil
        }
        if many.isEmpty {
            var other = object + 1
            while other < name {
                many.insert(Array(Self.text(nodes[other], bytes).utf8))
                other = Int(nodes[other + 1].next)
            }
        }
        let text = Self.text(node, bytes)
        return many.insert(Array(text.utf8)).inserted ? nil : text
    }

    private static func raw(_ node: JSONDocument.Node, _ bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes[Int(node.start)..<Int(node.end)]
    }

    private static func text(_ node: JSONDocument.Node, _ bytes: [UInt8]) -> String {
        JSONEscapes.resolve(raw(node, bytes))
    }
}
