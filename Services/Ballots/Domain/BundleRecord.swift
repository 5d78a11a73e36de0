import Model

/// One record of a bundle (docs/bundle.md): an object in canonical form that is linked to the record before by its member `chain`.
struct BundleRecord: Sendable {
    enum Kind: String, Sendable {
        case assembly, rules, item, unit, delivery, ballot, paper, show, certificate
        case officialImport = "import"

        /// Whether everybody may see such records.
        var isPublic: Bool {
            switch self {
            case .assembly, .rules, .item, .certificate: true
            case .unit, .delivery, .officialImport, .ballot, .paper, .show: false
            }
        }
    }

    let kind: Kind
    /// Members with their values as canonical JSON, in the order of their names, as `blind` and `chain` divide them; with a comma
    /// after those that something follows.
    fileprivate let before: [UInt8]
    fileprivate let between: [UInt8]
    fileprivate let after: [UInt8]

    /// Takes the members other than `kind`, `blind` and `chain`; nil is left out.
    init(_ kind: Kind, _ members: [(name: String, json: [UInt8]?)]) {
        self.kind = kind
        let sorted = (members + [("kind", .quoted(kind.rawValue))]).sorted { $0.name < $1.name }
        before = Self.followed(Self.written(sorted.prefix { $0.name < "blind" }))
        between = Self.followed(Self.written(sorted.filter { $0.name > "blind" && $0.name < "chain" }))
        after = Self.written(sorted.drop { $0.name < "chain" })
    }

    /// What is hashed: the object without `blind` and `chain`.
    var bare: [UInt8] { [UInt8(ascii: "{")] + before + between + after + [UInt8(ascii: "}")] }

    private static func followed(_ text: [UInt8]) -> [UInt8] { text.isEmpty ? [] : text + [UInt8(ascii: ",")] }

    /// An object of these members, which are sorted.
    fileprivate static func written(_ members: some Sequence<(name: String, json: [UInt8]?)>) -> [UInt8] {
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

/// What hides the records of an assembly whose hashes everybody may see; without it they could be guessed.
struct Blinding: Sendable, Equatable {
    let secret: [UInt8]

    /// 16 bytes that nobody knows without the secret. The hash is cut so that it cannot be continued.
    func blind(of bare: [UInt8]) -> [UInt8] { Array(Digest256(of: secret + bare).bytes.prefix(16)) }
}

/// Which of the two copies of a bundle is written.
enum BundleCopy: Sendable {
    case full
    /// Records that are not everybody's are only their hashes; of ballots that `shown` answers with something, that beside it.
    case published
}

/// The chain that shows where a record was changed, left out, put in or moved.
struct BundleChain: Sendable {
    /// The chain of the last record; zeros before the first.
    private(set) var end: [UInt8]
    let blinding: Blinding

    init(blinding: Blinding, after end: Digest256? = nil) {
        self.end = end?.bytes ?? [UInt8](repeating: 0, count: 32)
        self.blinding = blinding
    }

    /// Links a record to those before and gives its line, with LF.
    ///
    /// - Parameter shown: what the public copy says of the record beside its hash, as canonical JSON.
    mutating func link(_ record: BundleRecord, in copy: BundleCopy, shown: [UInt8]? = nil) -> [UInt8] {
        let bare = record.bare
        let blind = blinding.blind(of: bare)
        let digest = Digest256(of: blind + bare)
        end = Digest256(of: end + digest.bytes).bytes
        switch copy {
        case .published where !record.kind.isPublic:
            return [UInt8(ascii: "{")]
                + BundleRecord.written([
                    ("chain", .quoted(hex: end)), ("digest", .quoted(digest)), ("kind", .quoted(record.kind.rawValue)),
                    ("shown", shown),
                ]) + Array("}\n".utf8)
        case .published, .full: return line(of: record, blind: blind)
        }
    }

    private func line(of record: BundleRecord, blind: [UInt8]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(record.before.count + record.between.count + record.after.count + 128)
        line.append(UInt8(ascii: "{"))
        line += record.before
        line.append(contentsOf: #""blind":""#.utf8)
        line += WireText.hex(blind)
        line.append(contentsOf: #"","#.utf8)
        line += record.between
        line.append(contentsOf: #""chain":""#.utf8)
        line += WireText.hex(end)
        line.append(contentsOf: #"","#.utf8)
        line += record.after
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

    static func quoted(hex bytes: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "\"")] + WireText.hex(bytes) + [UInt8(ascii: "\"")]
    }
}
