import Crypto
import Glibc
import Synchronization

/// Random bits of the kernel for many persons, asked for a few at a time.
///
/// Asking for each key and nonce by itself takes as long as the sealing. What was given out is not kept.
final class RandomSupply: Sendable {
    /// What sealing one person takes.
    struct Bits {
        let key: SymmetricKey
        let contentNonce: AES.GCM.Nonce
        let keyNonce: AES.GCM.Nonce
    }

    /// The system had no random bits to give.
    struct Exhausted: Error {}

    private static let share = 32 + 12 + 12
    /// As many shares as `getentropy` gives at once, which is at most 256 bytes.
    private static let request = share * 4

    private let rest = Mutex<[UInt8]>([])

    /// - Throws: `Exhausted`
    func next() throws -> Bits {
        let bytes = try rest.withLock { rest in
            if rest.isEmpty { rest = try Self.ask() }
            let bytes = Array(rest.suffix(Self.share))
            rest.removeLast(Self.share)
            return bytes
        }
        return Bits(
            key: SymmetricKey(data: bytes[..<32]), contentNonce: try AES.GCM.Nonce(data: bytes[32..<44]),
            keyNonce: try AES.GCM.Nonce(data: bytes[44...]))
    }

    private static func ask() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: request) { buffer, count in
            guard let start = buffer.baseAddress, getentropy(start, request) == 0 else { throw Exhausted() }
            count = request
        }
    }
}
