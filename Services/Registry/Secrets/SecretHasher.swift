import Crypto
import CryptoExtras
import Model
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
    private static let mostWaiting = 32

    let cost: Int16
    let thread = DedicatedThread(name: "secrets")
    private let waiting = Mutex(0)

    init(cost: Int16) { self.cost = cost }

    /// - Throws: `Problem` 429 when too many are waiting.
    func hash(_ secret: Passphrase) async throws -> Stored {
        let salt = Randomness.bytes(16)
        let cost = cost
        let hash = try await slowly { try Self.derive(secret, salt: salt, cost: cost) }
        return Stored(salt: salt, cost: cost, hash: hash.withUnsafeBytes { Array($0) })
    }

    /// Whether it is the secret; for nobody's secret it takes as long to say no.
    ///
    /// - Throws: `Problem` 429 when too many are waiting.
    func matches(_ secret: Passphrase, _ stored: Stored?) async throws -> Bool {
        let known = stored ?? Stored(salt: Randomness.bytes(16), cost: cost, hash: [])
        let derived = try await slowly { try Self.derive(secret, salt: known.salt, cost: known.cost) }
        // Keys are compared in constant time.
        return derived == SymmetricKey(data: known.hash) && stored != nil
    }

    private func slowly<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isWelcome = waiting.withLock { waiting in
            guard waiting < Self.mostWaiting else { return false }
            waiting += 1
            return true
        }
        guard isWelcome else { throw Problem.tooManyRequests }
        defer { waiting.withLock { $0 -= 1 } }
        return try await thread.run(body)
    }

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
