import Model

/// One line of a bundle (docs/bundle.md): an object in canonical form that is linked to the line before by its member `chain`.
struct BundleRecord: Sendable {
    enum Kind: String, Sendable { case assembly, rules, item, unit, ballot, paper, show, certificate }

    /// Members with their values as canonical JSON, in the order of their names; those before `chain` with a comma after them.
    fileprivate let before: [UInt8]
    fileprivate let after: [UInt8]

    /// Takes the members other than `kind` and `chain`; nil is left out.
    init(_ kind: Kind, _ members: [(name: String, json: [UInt8]?)]) {
        let sorted = (members + [("kind", .quoted(kind.rawValue))]).sorted { $0.name < $1.name }
        let first = Self.written(sorted.prefix { $0.name < "chain" })
        before = first.isEmpty ? [] : first + [UInt8(ascii: ",")]
        after = Self.written(sorted.drop { $0.name < "chain" })
    }

    private static func written(_ members: ArraySlice<(name: String, json: [UInt8]?)>) -> [UInt8] {
        var text: [UInt8] = []
        for (name, json) in members {
            guard let json else { continue }
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: name.utf8)
            text.append(contentsOf: "\":".utf8)
            text.append(contentsOf: json)
        }
        return text
    }
}

/// The chain that shows where a record was changed, left out, put in or moved.
struct BundleChain: Sendable {
    /// The chain of the last record; zeros before the first.
    private(set) var end: [UInt8]

    init(after end: Digest256? = nil) { self.end = end?.bytes ?? [UInt8](repeating: 0, count: 32) }

    /// Links a record to those before and gives its line, with LF.
    mutating func link(_ record: BundleRecord) -> [UInt8] {
        let (before, after) = (record.before, record.after)
        end = Digest256(of: end + [UInt8(ascii: "{")] + before + after + [UInt8(ascii: "}")]).bytes

        var line: [UInt8] = []
        line.reserveCapacity(before.count + after.count + 80)
        line.append(UInt8(ascii: "{"))
        line += before
        line.append(contentsOf: #""chain":""#.utf8)
        line += WireText.hex(end)
        line.append(contentsOf: #"","#.utf8)
        line += after
        line.append(contentsOf: "}\n".utf8)
        return line
    }
}

extension [UInt8] {
    /// Canonical JSON of a text that has nothing to escape: a code, an id, a number, a word.
    static func quoted(_ text: String) -> [UInt8] {
        [UInt8(ascii: "\"")] + Array(text.utf8) + [UInt8(ascii: "\"")]
    }

    static func quoted(_ value: some TextValue) -> [UInt8] { quoted(value.description) }
}
