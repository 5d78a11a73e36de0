import Crypto
import FoundationEssentials

/// The secret that the processes of one district share, so that they can make the few internal calls.
package struct InternalKey: Sendable {
    private let digest: SHA256Digest
    private let key: String

    package init(_ key: String) {
        self.key = key
        self.digest = SHA256.hash(data: Array(key.utf8))
    }

    /// Whether `candidate` is the key; takes the same time for every wrong one, because digests are compared.
    package func matches(_ candidate: String) -> Bool { SHA256.hash(data: Array(candidate.utf8)) == digest }

    /// The value of the `Authorization` field of a call to a peer.
    package var authorization: String { "Internal \(key)" }
}

extension InternalKey: CustomStringConvertible {
    /// Says nothing, so that a log line cannot give the key away.
    package var description: String { "an internal key" }
}
