import Crypto
import FoundationEssentials

/// Seals what is personal, each person under a random key of their own, which is stored wrapped by a master key.
///
/// Who deletes a person's wrapped key has made every copy of what it sealed unreadable, wherever it is
/// (docs/decisions/0025). The person's id is authenticated with everything that is sealed, so that no
/// row can be passed off as another person's.
struct PersonalVault: Sendable {
    let master: MasterKeys
    private let random = RandomSupply()
    /// The start of every mark, which has taken in the key already.
    private let marking: HMAC<SHA256>
    /// What keys wrapped by the current master key begin with.
    let currentPrefix: [UInt8]

    init(master: MasterKeys) {
        self.master = master
        currentPrefix = [Self.version] + master.current.id.bytes
        marking = HMAC(key: master.current.marking)
    }

    /// What is stored of a person.
    struct Sealed: Sendable, Equatable {
        /// The person's key, wrapped by a master key whose id stands in it.
        let key: [UInt8]
        /// The person's data under that key.
        let content: [UInt8]
        /// A keyed hash of the data and the person's id: equal marks are equal data, and nothing else can be told from it.
        let mark: [UInt8]
    }

    enum Failure: Error, Equatable {
        /// The file of master keys lacks the one that is needed.
        case masterKeyMissing(MasterKey.ID)
        /// The bytes were not sealed by this vault for this person.
        case notAuthentic
        /// A field has more than 65,535 bytes.
        case fieldTooLong
    }

    // MARK: - Sealing

    /// Seals a person's data under a new key.
    ///
    /// - Parameters:
    ///   - fields: texts in an order that the caller knows.
    ///   - person: the id under which they are stored.
    /// - Returns: what to store.
    /// - Throws: `Failure.fieldTooLong`
    func seal(_ fields: [String], of person: UUID) throws -> Sealed {
        let random = try random.next()
        let content = try AES.GCM.seal(
            Self.encode(fields), using: random.key, nonce: random.contentNonce,
            authenticating: Self.label(.content, person))
        return Sealed(
            key: try wrap(random.key, of: person, nonce: random.keyNonce), content: try Self.bytes(of: content),
            mark: mark(of: fields, of: person))
    }

    /// What was sealed for a person.
    ///
    /// - Throws: `Failure`
    func open(_ content: [UInt8], key: [UInt8], of person: UUID) throws(Failure) -> [String] {
        let key = try unwrap(key, of: person)
        do {
            return try Self.decode(
                AES.GCM.open(
                    AES.GCM.SealedBox(combined: content), using: key, authenticating: Self.label(.content, person)))
        } catch {
            throw .notAuthentic
        }
    }

    // MARK: - Comparing

    /// By which the same data of the same person is known without opening it.
    func mark(of fields: [String], of person: UUID) -> [UInt8] {
        var hash = marking
        var text: [UInt8] = []
        text.reserveCapacity(fields.reduce(Self.labelLength) { $0 + 4 + $1.utf8.count })
        Self.append(.mark, person, to: &text)
        for field in fields {
            // Lengths first, so that no two lists of fields are the same bytes.
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: field.utf8.count).bigEndian) { text += $0 }
            text += field.utf8
        }
        hash.update(data: text)
        return hash.finalize().withUnsafeBytes { Array($0.prefix(Self.markLength)) }
    }

    /// By which a text is found among all persons, such as a document's number; the same for whoever has it.
    ///
    /// It changes when the master key does; `currentKeyID` tells which one it was made with.
    func index(of text: String, as purpose: String) -> [UInt8] {
        var hash = HMAC<SHA256>(key: master.current.marking)
        hash.update(data: [Purpose.index.rawValue])
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: purpose.utf8.count).bigEndian) { hash.update(data: $0) }
        hash.update(data: Array(purpose.utf8) + Array(text.utf8))
        return Array(hash.finalize())
    }

    private static let markLength = 16

    // MARK: - Wrapping

    private func wrap(
        _ key: SymmetricKey, of person: UUID, nonce: AES.GCM.Nonce = AES.GCM.Nonce()
    ) throws -> [UInt8] {
        let box = try key.withUnsafeBytes { bytes in
            try AES.GCM.seal(
                bytes, using: master.current.wrapping, nonce: nonce, authenticating: Self.label(.key, person))
        }
        return try Self.bytes(of: box, after: currentPrefix)
    }

    private func unwrap(_ wrapped: [UInt8], of person: UUID) throws(Failure) -> SymmetricKey {
        guard let id = Self.masterKeyID(of: wrapped) else { throw .notAuthentic }
        let master = try self.master.key(id)
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped.dropFirst(1 + MasterKey.ID.byteCount))
            return SymmetricKey(
                data: try AES.GCM.open(box, using: master.wrapping, authenticating: Self.label(.key, person)))
        } catch {
            throw .notAuthentic
        }
    }

    /// The same person's key under the current master key, for rotation.
    func rewrap(_ wrapped: [UInt8], of person: UUID) throws -> [UInt8] {
        try wrap(unwrap(wrapped, of: person), of: person)
    }

    /// How many bytes of a wrapped key tell its version and master key.
    static let prefixLength = 1 + MasterKey.ID.byteCount

    static func masterKeyID(of wrapped: some Collection<UInt8>) -> MasterKey.ID? {
        guard wrapped.first == version, wrapped.count >= prefixLength else { return nil }
        return MasterKey.ID(bytes: Array(wrapped.dropFirst().prefix(MasterKey.ID.byteCount)))
    }

    // MARK: - Bytes

    private static let version: UInt8 = 1

    /// What bytes were made for, so that those of one purpose are never taken for another's.
    private enum Purpose: UInt8 {
        case key = 1
        case content = 2
        case mark = 3
        case index = 4
    }

    private static let labelLength = 1 + 16

    private static func label(_ purpose: Purpose, _ person: UUID) -> [UInt8] {
        var label: [UInt8] = []
        label.reserveCapacity(labelLength)
        append(purpose, person, to: &label)
        return label
    }

    private static func append(_ purpose: Purpose, _ person: UUID, to bytes: inout [UInt8]) {
        bytes.append(purpose.rawValue)
        withUnsafeBytes(of: person.uuid) { bytes += $0 }
    }

    /// Nonce, cipher text and tag, as `AES.GCM.SealedBox(combined:)` takes them.
    private static func bytes(of box: AES.GCM.SealedBox, after prefix: [UInt8] = []) throws -> [UInt8] {
        guard let combined = box.combined else { throw Failure.notAuthentic }
        // SAFETY: the bytes are copied before the closure returns.
        return combined.withUnsafeBytes { content in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(prefix.count + content.count)
            bytes += prefix
            bytes += content
            return bytes
        }
    }

    private static func encode(_ fields: [String]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(0) { $0 + 2 + $1.utf8.count })
        for field in fields {
            guard let length = UInt16(exactly: field.utf8.count) else { throw Failure.fieldTooLong }
            bytes.append(UInt8(length >> 8))
            bytes.append(UInt8(length & 0xFF))
            bytes += field.utf8
        }
        return bytes
    }

    private static func decode(_ data: Data) throws -> [String] {
        var rest = Array(data)[...]
        var fields: [String] = []
        while let high = rest.popFirst() {
            guard let low = rest.popFirst() else { throw Failure.notAuthentic }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length, let field = String(validating: rest.prefix(length), as: UTF8.self) else {
                throw Failure.notAuthentic
            }
            fields.append(field)
            rest.removeFirst(length)
        }
        return fields
    }
}
