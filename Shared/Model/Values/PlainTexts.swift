/// Objects of which nothing is known but texts without anything escaped, read at the speed of a comparison.
enum PlainTexts {
    /// The members' texts, if the object is exactly these members in this order, in canonical JSON, and none of their
    /// texts holds an escape or a control character; nil for anything else, be it JSON or not.
    ///
    /// - Parameter names: each with what surrounds it, `"name":"`.
    static func read(_ json: [UInt8], named names: [[UInt8]]) -> [String]? {
        var texts: [String] = []
        texts.reserveCapacity(names.count)
        var rest = json[...]
        for (index, name) in names.enumerated() {
            guard rest.popFirst() == UInt8(ascii: index == 0 ? "{" : ","), rest.starts(with: name) else { return nil }
            rest.removeFirst(name.count)
            guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 }),
                rest[end] == UInt8(ascii: "\""), let text = String(validating: rest[..<end], as: UTF8.self)
            else { return nil }
            texts.append(text)
            rest = rest[(end + 1)...]
        }
        return rest.elementsEqual([UInt8(ascii: "}")]) ? texts : nil
    }
}
