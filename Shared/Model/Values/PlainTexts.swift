/// Objects of which nothing is known but texts without anything escaped, read at the speed of a comparison.
enum PlainTexts {
    /// The members' texts, if the object is exactly these members in this order, in canonical JSON, and none of their
    /// texts holds an escape or a control character; nil for anything else, be it JSON or not.
    ///
    /// `names` come each with what surrounds it, `"name":"`.
    static func read(_ json: [UInt8], named names: [[UInt8]]) -> [String]? {
        var texts: [String] = []
        texts.reserveCapacity(names.count)
        let bytes = json.span
        var place = 0
        for (index, name) in names.enumerated() {
            guard holds(bytes, UInt8(ascii: index == 0 ? "{" : ","), at: place), holds(bytes, name, at: place + 1)
            else {
                return nil
            }
            let start = place + 1 + name.count
            guard let end = endOfText(bytes, from: start), let text = WireText.text(bytes.extracting(start..<end))
            else {
                return nil
            }
            texts.append(text)
            place = end + 1
        }
        return place + 1 == bytes.count && holds(bytes, UInt8(ascii: "}"), at: place) ? texts : nil
    }

    private static func holds(_ bytes: Span<UInt8>, _ byte: UInt8, at place: Int) -> Bool {
        place < bytes.count && bytes[place] == byte
    }

    private static func holds(_ bytes: Span<UInt8>, _ part: [UInt8], at place: Int) -> Bool {
        guard place + part.count <= bytes.count else { return false }
        let part = part.span
        for index in part.indices where bytes[place + index] != part[index] { return false }
        return true
    }

    /// The place of the next quotation mark; nil where something else ends the text before.
    private static func endOfText(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""): return place
            case UInt8(ascii: "\\"), ..<0x20: return nil
            default: place += 1
            }
        }
        return nil
    }
}
