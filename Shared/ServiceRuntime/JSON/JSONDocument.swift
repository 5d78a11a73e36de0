package import Model

/// A JSON text (RFC 8259) read once and strictly into a flat list of nodes over its own bytes.
///
/// The reader is the only JSON parser on the way in, so that no two of ours can disagree about a text: a byte-order mark,
/// bytes that are no UTF-8, NUL, lone surrogates, a name used twice in one object and nesting beyond the limit are refused.
///
/// A class, so that a decoder of one of its nodes is three words and needs no box.
package final class JSONDocument: Sendable {
    enum Kind: UInt8 {
        case object, array, string, escapedString, integer, number, yes, no, null
    }

    /// One value, or one member name, which stands right before its value.
    struct Node: Sendable {
        let kind: Kind
        /// The bytes of the value; without the quotes for strings.
        let start: Int32
        var end: Int32
        /// The index of the first node behind this value and all that it contains.
        var next: Int32

        var isString: Bool { kind == .string || kind == .escapedString }
    }

    let bytes: [UInt8]
    let nodes: [Node]

    /// Reads `bytes` as exactly one JSON value, with at most `depth` objects and arrays open at once.
    ///
    /// - Throws: ``JSONFault`` with the place of the first byte that is wrong.
    package init(_ bytes: [UInt8], depth: Int = 32) throws(JSONFault) {
        var nodes: [Node] = []
        nodes.reserveCapacity(min(bytes.count / 4 + 4, 64))
        var reader = JSONReader(bytes: bytes, depth: depth)
        try reader.readDocument(into: &nodes)
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The text of a string node, with its escapes resolved.
    func text(_ node: Node) -> String {
        let raw = bytes[Int(node.start)..<Int(node.end)]
        return node.kind == .escapedString ? JSONEscapes.resolve(raw) : String(decoding: raw, as: UTF8.self)
    }

    /// Whether the string node spells `name`.
    func spells(_ node: Node, _ name: String) -> Bool {
        let utf8 = name.utf8
        // Byte by byte: to Swift the Kelvin sign is a K (decision 64).
        if node.kind == .escapedString { return text(node).utf8.elementsEqual(utf8) }
        return utf8.count == Int(node.end - node.start) && utf8.elementsEqual(bytes[Int(node.start)..<Int(node.end)])
    }

    /// The index of the value of a member, or nil when the object has no such member.
    func member(_ name: String, ofObjectAt index: Int) -> Int? {
        var child = index + 1
        let end = Int(nodes[index].next)
        while child < end {
            if spells(nodes[child], name) { return child + 1 }
            child = Int(nodes[child + 1].next)
        }
        return nil
    }

    /// The names of an object's members, in the order of the text.
    func names(ofObjectAt index: Int) -> [String] { members(ofObjectAt: index).map { text(nodes[$0]) } }

    /// The line of a byte and its column, which both count from 1; columns count bytes.
    static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for byte in bytes.prefix(offset) {
            (line, column) = byte == UInt8(ascii: "\n") ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }

    /// The indexes of the names of an object's members, each of which stands right before its value.
    func members(ofObjectAt index: Int) -> Children { Children(document: self, of: index, stride: 1) }

    /// The indexes of an array's elements.
    func elements(ofArrayAt index: Int) -> Children { Children(document: self, of: index, stride: 0) }

    struct Children: Sequence, IteratorProtocol {
        private let nodes: [Node]
        private var child: Int
        private let end: Int
        /// How many nodes stand before the value of a child: its name.
        private let stride: Int

        fileprivate init(document: JSONDocument, of parent: Int, stride: Int) {
            nodes = document.nodes
            child = parent + 1
            end = Int(nodes[parent].next)
            self.stride = stride
        }

        mutating func next() -> Int? {
            guard child < end else { return nil }
            defer { child = Int(nodes[child + stride].next) }
            return child
        }
    }
}

/// Why a text is not the JSON that we take, and where.
package struct JSONFault: Error, Equatable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        case empty, byteOrderMark, notUTF8, controlCharacter, nulCharacter, loneSurrogate, badEscape, badNumber
        case duplicateName(String)
        case tooDeep(limit: Int)
        case unexpected
        case trailingText
        case tooLong
    }

    package let reason: Reason
    /// Both count from 1; the column counts bytes.
    package let line: Int
    package let column: Int

    init(_ reason: Reason, at offset: Int, in bytes: [UInt8]) {
        self.reason = reason
        (line, column) = JSONDocument.place(of: offset, in: bytes)
    }

    package var description: String { "line \(line), column \(column): \(phrase.en)" }

    /// The reason in words for the caller.
    package var phrase: Phrase {
        switch reason {
        case .empty: Phrase(zh: "没有内容", en: "there is no content")
        case .byteOrderMark: Phrase(zh: "JSON 前面不能有字节顺序标记", en: "JSON must not start with a byte-order mark")
        case .notUTF8: Phrase(zh: "不是有效的 UTF-8", en: "not valid UTF-8")
        case .controlCharacter:
            Phrase(zh: "字符串里的控制字符必须转义", en: "a control character in a string must be escaped")
        case .nulCharacter: Phrase(zh: "不接受 NUL 字符", en: "the NUL character is not accepted")
        case .loneSurrogate: Phrase(zh: "不成对的代理字符", en: "a surrogate without its partner")
        case .badEscape: Phrase(zh: "无效的转义", en: "not a valid escape")
        case .badNumber: Phrase(zh: "无效的数字", en: "not a valid number")
        case .duplicateName(let name):
            Phrase(zh: "名称 \(name) 出现了两次", en: "the name \(name) appears twice")
        case .tooDeep(let limit):
            Phrase(zh: "嵌套超过 \(limit) 层", en: "nested deeper than \(limit) levels")
        case .unexpected: Phrase(zh: "此处不符合 JSON 语法", en: "not JSON at this place")
        case .trailingText: Phrase(zh: "JSON 之后还有内容", en: "something follows the JSON value")
        case .tooLong: Phrase(zh: "内容太长", en: "the text is too long")
        }
    }
}
