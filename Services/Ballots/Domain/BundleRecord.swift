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
    /// What is hashed: the object without `blind` and `chain`.
    let bare: [UInt8]
    /// Where in `bare` the members `blind` and `chain` have their places; something always follows both.
    fileprivate let places: (blind: Int, chain: Int)

    /// Takes the members other than `kind`, `blind` and `chain`, with their values as canonical JSON; nil is left out.
    init(_ kind: Kind, _ members: [(name: String, json: [UInt8]?)]) {
        self.kind = kind
        var text: [UInt8] = []
        text.reserveCapacity(640)
        var places = (blind: 1, chain: 1)
        for (name, json) in (members + [("kind", .quoted(kind.rawValue))]).sorted(by: { $0.name < $1.name }) {
            guard let json else { continue }
            text.append(text.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            text.append(UInt8(ascii: "\""))
            WireText.append(name, to: &text)
            text.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":")])
            text.append(contentsOf: json)
            // Behind the comma that comes next.
            if name < "blind" { places.blind = text.count + 1 }
            if name < "chain" { places.chain = text.count + 1 }
        }
        text.append(UInt8(ascii: "}"))
        bare = text
        self.places = places
    }
}

/// What hides the records of an assembly whose hashes everybody may see; without it they could be guessed.
struct Blinding: Sendable, Equatable {
    let secret: [UInt8]

    /// 16 bytes that nobody knows without the secret.
    ///
    /// The hash is cut so that it cannot be continued.
    func blind(of bare: [UInt8]) -> [UInt8] { Array(Digest256(of: secret, bare).bytes.prefix(16)) }
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

    /// Links a record to those before, and adds its line with LF to `lines`.
    ///
    /// `copy` is what is written; nil where only the chain is wanted.
    mutating func link(_ record: BundleRecord, in copy: BundleCopy?, to lines: inout [UInt8]) {
        link(record, blind: blinding.blind(of: record.bare), in: copy, shown: nil, to: &lines)
    }

    fileprivate mutating func link(
        _ record: BundleRecord, blind: [UInt8], in copy: BundleCopy?, shown: [UInt8]?, to lines: inout [UInt8]
    ) {
        let digest = Digest256(of: blind, record.bare).bytes
        end = Digest256(of: end, digest).bytes
        switch copy {
        case .published where !record.kind.isPublic:
            appendHidden(record.kind, digest: digest, shown: shown, to: &lines)
        case .published, .full:
            append(record, blind: blind, to: &lines)
        case nil: break
        }
    }

    private func append(_ record: BundleRecord, blind: [UInt8], to lines: inout [UInt8]) {
        let (bare, places) = (record.bare, record.places)
        lines.append(contentsOf: bare[..<places.blind])
        WireText.append("\"blind\":\"", to: &lines)
        lines.append(contentsOf: WireText.hex(blind))
        WireText.append("\",", to: &lines)
        lines.append(contentsOf: bare[places.blind..<places.chain])
        WireText.append("\"chain\":\"", to: &lines)
        lines.append(contentsOf: WireText.hex(end))
        WireText.append("\",", to: &lines)
        lines.append(contentsOf: bare[places.chain...])
        lines.append(UInt8(ascii: "\n"))
    }

    private func appendHidden(
        _ kind: BundleRecord.Kind, digest: [UInt8], shown: [UInt8]?, to lines: inout [UInt8]
    ) {
        WireText.append("{\"chain\":\"", to: &lines)
        lines.append(contentsOf: WireText.hex(end))
        WireText.append("\",\"digest\":\"", to: &lines)
        lines.append(contentsOf: WireText.hex(digest))
        WireText.append("\",\"kind\":\"\(kind.rawValue)\"", to: &lines)
        if let shown {
            WireText.append(",\"shown\":", to: &lines)
            lines.append(contentsOf: shown)
        }
        WireText.append("}\n", to: &lines)
    }
}

/// The ballots of one item until their order is known.
///
/// They stand by their blinds, which are as good as chance to whoever does not know the secret: an order by heads would show
/// everybody at the same place on every item.
struct BallotPile: Sendable {
    private var ballots: [(record: BundleRecord, blind: [UInt8], shown: [UInt8]?)] = []

    /// `shown` is what the public copy says of the record beside its hash, as canonical JSON.
    mutating func add(_ record: BundleRecord, _ blinding: Blinding, shown: [UInt8]?) {
        ballots.append((record, blinding.blind(of: record.bare), shown))
    }

    /// Links the ballots, which have been added in the order of their heads, and is empty afterwards.
    ///
    /// `take` is given the lines, `many` at a time.
    mutating func link(
        to chain: inout BundleChain, byHead: Bool, in copy: BundleCopy?, many: Int,
        _ take: ([UInt8]) async throws -> Void
    ) async throws {
        if !byHead { ballots.sort { $0.blind.lexicographicallyPrecedes($1.blind) } }
        for start in stride(from: 0, to: ballots.count, by: many) {
            var lines: [UInt8] = []
            for ballot in ballots[start..<min(start + many, ballots.count)] {
                chain.link(ballot.record, blind: ballot.blind, in: copy, shown: ballot.shown, to: &lines)
            }
            try await take(lines)
        }
        ballots.removeAll(keepingCapacity: true)
    }
}

extension Digest256 {
    /// The digest of both, one behind the other.
    fileprivate init(of head: [UInt8], _ tail: [UInt8]) {
        var builder = Builder()
        builder.append(head)
        builder.append(tail)
        self = builder.finish()
    }
}

extension [UInt8] {
    /// Canonical JSON of a text that has nothing to escape: a code, an id, a number, a word.
    static func quoted(_ text: String) -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(text.utf8.count + 2)
        json.append(UInt8(ascii: "\""))
        WireText.append(text, to: &json)
        json.append(UInt8(ascii: "\""))
        return json
    }

    static func quoted(_ value: some TextValue) -> [UInt8] { quoted(value.description) }
}
