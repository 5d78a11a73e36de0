import Crypto
import CryptoExtras
import ServiceRuntime
import Synchronization
import Threads

/// Hashes people's secrets with scrypt (RFC 7914), slowly on purpose, on a thread of its own.
final class SecretHasher: Sendable {
    /// A secret as it is stored.
    struct Stored: Sendable {
        let salt: [UInt8]
        /// The base-two logarithm of N; r is 8 and p is 1, so 15 takes 32 MB.
        let cost: Int16
        let hash: [UInt8]
    }

    /// Further callers are told to come back: each waits for those before it, and holds memory.
    static let mostWaiting = 32

    let cost: Int16
    let thread = DedicatedThread(name: "secrets")
    private let waiting = Mutex(0)

    init(cost: Int16) { self.cost = cost }

    /// - Throws: `Problem` 429 when too many are waiting.
    func hash(_ secret: Passphrase) async throws -> Stored { try await place().hash(secret) }

    /// A place among those who wait; taken before a try is counted, it is only counted for whoever is going to be answered.
    ///
    /// - Throws: `Problem` 429 when too many are waiting.
    func place() throws -> Place { try Place(of: self) }

    /// A place among those who wait, for one secret after another; whoever has it no more has given it back.
    final class Place: Sendable {
        private let hasher: SecretHasher

        fileprivate init(of hasher: SecretHasher) throws {
            let isWelcome = hasher.waiting.withLock { waiting in
                guard waiting < SecretHasher.mostWaiting else { return false }
                waiting += 1
                return true
            }
            guard isWelcome else { throw Problem.tooManyRequests }
            self.hasher = hasher
        }

        deinit { hasher.waiting.withLock { $0 -= 1 } }

        func hash(_ secret: Passphrase) async throws -> Stored {
            let salt = Randomness.bytes(16)
            let cost = hasher.cost
            let hash = try await hasher.thread.run { try SecretHasher.derive(secret, salt: salt, cost: cost) }
            return Stored(salt: salt, cost: cost, hash: hash.withUnsafeBytes { Array($0) })
        }

        /// Whether it is the secret; for nobody's secret it takes as long to say no.
        func matches(_ secret: Passphrase, _ stored: Stored?) async throws -> Bool {
            let known = stored ?? Stored(salt: Randomness.bytes(16), cost: hasher.cost, hash: [])
            let costs = SecretHasher.costs(of: known.cost, upTo: hasher.cost)
            let derived = try await hasher.thread.run {
                try costs.map { try SecretHasher.derive(secret, salt: known.salt, cost: $0) }
            }
            // Keys are compared in constant time.
            return derived[0] == SymmetricKey(data: known.hash) && stored != nil
        }
    }

    /// At which costs a secret is hashed: first at its own, then at those that make up for a lower one than the present.
    ///
    /// Else the time would tell an account with an old secret from a name that is nobody's. 2ⁿ is 2ᵏ and
    /// 2ᵏ + 2ᵏ⁺¹ + … + 2ⁿ⁻¹.
    static func costs(of stored: Int16, upTo present: Int16) -> [Int16] { [stored] + (stored..<max(stored, present)) }

    private static func derive(_ secret: Passphrase, salt: [UInt8], cost: Int16) throws -> SymmetricKey {
        // The library takes the address of the first byte, and an empty secret has none.
        let bytes = secret.bytes.isEmpty ? [0] : secret.bytes
        return try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << Int(cost), blockSize: 8, parallelism: 1)
    }
}

/// Random bytes of the system's generator.
enum Randomness {
    static func bytes(_ count: Int) -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) }
    }
}
