import Crypto
import FoundationEssentials
import ServiceRuntime

/// The keys that persons' keys are wrapped with, from the file `personal.key.file`: one a line, base64 of 256 bits.
///
/// The first one wraps; those after it only unwrap what was wrapped before the first was put in front of them.
struct MasterKeys: Sendable {
    let current: MasterKey
    private let all: [MasterKey.ID: MasterKey]

    /// - Parameter keys: the current one first.
    init?(_ keys: [MasterKey]) {
        guard let first = keys.first else { return nil }
        current = first
        all = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
    }

    /// - Throws: `PersonalVault.Failure.masterKeyMissing`
    func key(_ id: MasterKey.ID) throws(PersonalVault.Failure) -> MasterKey {
        guard let key = all[id] else { throw .masterKeyMissing(id) }
        return key
    }

    func has(_ id: MasterKey.ID) -> Bool { all[id] != nil }

    // MARK: - The file

    /// Reads the file, or makes it for its owner alone when there is none and it may be made.
    ///
    /// - Throws: `ConfigurationError` naming the setting when the file cannot be read, written or understood.
    static func read(_ path: String, mayCreate: Bool) throws -> MasterKeys {
        do {
            if !FileManager.default.fileExists(atPath: path) {
                guard mayCreate else { throw Unusable(reason: "it is missing, and people are sealed with its keys") }
                try create(at: path)
            }
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            let keys = try lines.enumerated().map { index, line in
                guard let secret = Data(base64Encoded: String(line)), secret.count == MasterKey.byteCount else {
                    throw Unusable(reason: "line \(index + 1) is not base64 of \(MasterKey.byteCount) bytes")
                }
                return MasterKey(SymmetricKey(data: secret))
            }
            guard let master = MasterKeys(keys) else { throw Unusable(reason: "it is empty") }
            return master
        } catch {
            throw ConfigurationError("personal.key.file", "\(path) cannot be used for personal data: \(error)")
        }
    }

    /// Another instance that starts at the same moment may be first; then its key is the one.
    private static func create(at path: String) throws {
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
        do {
            try SecretFile.create(Array("\(secret)\n".utf8), at: path)
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { throw error }
        }
    }

    private struct Unusable: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }
}

/// One secret of 256 bits and what is derived from it, each part for one purpose (RFC 5869).
struct MasterKey: Sendable {
    static let byteCount = 32

    let id: ID
    /// Wraps the keys of persons.
    let wrapping: SymmetricKey
    /// Makes the keyed hashes that personal data is compared by.
    let marking: SymmetricKey

    init(_ secret: SymmetricKey) {
        func derived(_ purpose: String, _ size: Int = Self.byteCount) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Data(purpose.utf8), outputByteCount: size)
        }
        id = ID(bytes: derived("tongti personal id", ID.byteCount).withUnsafeBytes { Array($0) })
        wrapping = derived("tongti personal wrapping")
        marking = derived("tongti personal marking")
    }

    /// Which master key a wrapped key needs; says nothing about the key itself.
    struct ID: Hashable, Sendable, CustomStringConvertible {
        static let byteCount = 4
        let bytes: [UInt8]

        var description: String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }
}
