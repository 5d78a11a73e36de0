import FoundationEssentials
import JWTKit
package import Model
import Synchronization

/// Tells who a bearer token speaks for, or refuses it.
///
/// Checked are the algorithm (Ed25519 and nothing else, RFC 8725), the type, the key, the signature, issuer, audience and
/// times. A token that passed is remembered until it expires, so a busy client costs one look-up per request.
package final class TokenVerifier: Sendable {
    /// How far the clocks of two machines may differ.
    static let leeway: Int64 = 30

    /// How often the registry is asked for keys at most.
    static let pause = Duration.seconds(1)

    private let source: any KeySource
    private let asking = Mutex(Asking())
    private let keys = Mutex(KeySet(ids: [], collection: JWTKeyCollection()))
    private let remembered: RememberedTokens
    private let clock: @Sendable () -> Timestamp

    /// Takes where the registry's public keys come from, and how many tokens are remembered.
    package init(
        source: some KeySource, capacity: Int = 10_000, clock: @escaping @Sendable () -> Timestamp = WallClock.now
    ) {
        self.source = source
        self.remembered = RememberedTokens(capacity: capacity)
        self.clock = clock
    }

    /// The caller of an `Authorization` value that was verified before and has not expired.
    func recall(_ authorization: String) -> Caller? {
        remembered.caller(authorization, now: clock().microseconds / 1_000_000)
    }

    /// Checks a token, and remembers its caller under the whole value of the `Authorization` field.
    ///
    /// - Throws: ``Problem`` 401 for any token that is not ours, 503 when the registry's keys cannot be had.
    func verify(_ token: String, authorization: String) async throws -> Caller {
        let now = clock().microseconds / 1_000_000
        guard token.utf8.count <= 8 * 1024, let header = Header(token), header.isAcceptable else {
            throw Problem.tokenRefused
        }
        let collection = try await collection(for: header.kid)
        let claims: AccessClaims
        let caller: Caller
        do {
            claims = try await collection.verify(token, as: AccessClaims.self)
            caller = try claims.caller()
        } catch {
            throw Problem.tokenRefused
        }
        guard claims.issuer == AccessClaims.issuer, claims.audience.value == [AccessClaims.audience],
            claims.expires > now - Self.leeway, (claims.notBefore ?? claims.issued) <= now + Self.leeway
        else { throw Problem.tokenRefused }
        remembered.remember(authorization, caller, until: claims.expires + Self.leeway, now: now)
        return caller
    }

    /// Fetches the registry's keys anew; the ones that are known stay when that fails.
    ///
    /// - Throws: what the source throws, and an error of JSON when it brings no key set.
    package func refresh() async throws {
        let fresh = try await KeySet(json: source.fetch())
        keys.withLock { if !$0.isOwn { $0 = fresh } }
    }

    /// Trusts the keys of a JWK Set for good: the registry's way to know its own.
    ///
    /// - Throws: an error of JSON when it is no key set.
    package func trust(_ keySet: [UInt8]) async throws {
        var own = try await KeySet(json: keySet)
        own.isOwn = true
        keys.withLock { [own] in $0 = own }
    }

    /// The keys, among which is the one that a token names.
    private func collection(for kid: String) async throws -> JWTKeyCollection {
        let known = keys.withLock { $0 }
        if known.ids.contains(kid) { return known.collection }
        do {
            guard try await askOnce() else { throw known.ids.isEmpty ? Problem.unavailable : Problem.tokenRefused }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem.unavailable
        }
        let fresh = keys.withLock { $0 }
        guard fresh.ids.contains(kid) else { throw fresh.ids.isEmpty ? Problem.unavailable : Problem.tokenRefused }
        return fresh.collection
    }

    /// Asks the source, or waits for the answer that another request is already waiting for.
    ///
    /// - Returns: false when it was asked only just now: tokens with invented keys must not become requests to the registry.
    private func askOnce() async throws -> Bool {
        switch await turn() {
        case .tooSoon: return false
        case .answered: return true
        case .ask:
            defer {
                let waiting = asking.withLock { asking in
                    defer { asking.waiting = [] }
                    asking.isUnderWay = false
                    return asking.waiting
                }
                for continuation in waiting { continuation.resume(returning: .answered) }
            }
            try await refresh()
            return true
        }
    }

    private func turn() async -> Turn {
        await withCheckedContinuation { continuation in
            let now = ContinuousClock.now
            let turn: Turn? = asking.withLock { asking in
                if asking.isUnderWay {
                    asking.waiting.append(continuation)
                    return nil
                }
                if let last = asking.last, now - last < Self.pause { return .tooSoon }
                asking.last = now
                asking.isUnderWay = true
                return .ask
            }
            if let turn { continuation.resume(returning: turn) }
        }
    }

    private enum Turn {
        case ask, answered, tooSoon
    }

    private struct Asking {
        var last: ContinuousClock.Instant?
        var isUnderWay = false
        var waiting: [CheckedContinuation<Turn, Never>] = []
    }

    /// The part of a token that is read before it is trusted.
    private struct Header: Decodable {
        let alg: String
        let typ: String
        let kid: String
        let crit: [String]?

        init?(_ token: String) {
            let parts = token.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts.allSatisfy({ Base64URL.decode($0)?.isEmpty == false }),
                let bytes = Base64URL.decode(parts[0])
            else { return nil }
            do {
                let document = try JSONDocument(bytes, depth: 4)
                self = try JSONNodeDecoder(document: document, index: 0, path: .root).decode(Header.self)
            } catch {
                return nil
            }
        }

        var isAcceptable: Bool { alg == AccessClaims.algorithm && typ == AccessClaims.type && crit == nil }
    }
}

/// The public keys of the registry at one moment.
private struct KeySet: Sendable {
    let ids: Set<String>
    let collection: JWTKeyCollection
    var isOwn = false

    init(ids: Set<String>, collection: JWTKeyCollection) {
        self.ids = ids
        self.collection = collection
    }

    /// Keys of another kind than Ed25519 are passed over.
    init(json: [UInt8]) async throws {
        let document = try JSONDocument(json)
        let keys = try JSONNodeDecoder(document: document, index: 0, path: .root).decode(Keys.self).keys
        var ids: Set<String> = []
        let collection = JWTKeyCollection()
        for key in keys where key.kty == "OKP" && key.crv == "Ed25519" {
            guard let kid = key.kid, let point = key.x else { continue }
            await collection.add(
                eddsa: try EdDSA.PublicKey(x: point, curve: .ed25519), kid: JWKIdentifier(string: kid))
            ids.insert(kid)
        }
        self.init(ids: ids, collection: collection)
    }

    private struct Keys: Decodable {
        let keys: [Key]

        struct Key: Decodable {
            let kty: String
            let crv: String?
            let kid: String?
            let x: String?
        }
    }
}
