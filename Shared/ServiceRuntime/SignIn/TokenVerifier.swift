import Crypto
package import Model
import Synchronization

/// Tells who a bearer token speaks for, or refuses it.
///
/// Checked are the algorithm (Ed25519 and nothing else, RFC 8725), the type, the key, the signature, issuer, audience and
/// times. A token that passed is remembered until it expires or the registry's keys change, so a busy client costs one
/// look-up per request.
package final class TokenVerifier: Sendable {
    /// How far the clocks of two machines may differ, in seconds.
    static let leeway: Int64 = 30

    private let source: Mutex<any KeySource>
    /// How often the registry is asked for a key that is not known, at most.
    private let pause: Duration
    private let asking = Mutex(Asking())
    private let checks = SharedChecks()
    private let keys: Mutex<KeySet>
    /// Sessions whose tokens are refused although they have not expired.
    private let ended = Mutex(EndedSessions.none)
    private let clock: @Sendable () -> Timestamp

    /// Takes where the registry's public keys come from.
    package init(
        source: some KeySource, pause: Duration = .seconds(1),
        clock: @escaping @Sendable () -> Timestamp = WallClock.now
    ) {
        self.source = Mutex(source)
        self.pause = pause
        self.keys = Mutex(KeySet())
        self.clock = clock
    }

    /// The caller of an `Authorization` value that was verified before and has not expired.
    func recall(_ authorization: String) -> Caller? {
        keys.withLock { $0 }.remembered.caller(authorization, now: clock().microseconds / 1_000_000)
    }

    /// Whether the caller gave their secret so lately that they may do what cannot be taken back.
    func isFresh(_ caller: Caller) -> Bool {
        caller.isFresh(at: clock().microseconds / 1_000_000, age: Route.freshSignIn.components.seconds)
    }

    /// Checks a token, and remembers its caller under the whole value of the `Authorization` field.
    ///
    /// - Throws: ``Problem`` 401 for any token that is not ours, 503 when the registry's keys cannot be had.
    func verify(_ token: String, authorization: String) async throws -> Caller {
        let token = try acceptable(token)
        let keys = try await keySet(for: token.kid)
        return try await withCheckedThrowingContinuation { continuation in
            share(token, by: keys, authorization: authorization) { continuation.resume(with: $0) }
        }
    }

    /// The same for one who does not wait, with `then` in the place of an answer.
    ///
    /// - Returns: false, and nothing is called, where the token's key has to be asked for first.
    func verify(
        _ token: String, authorization: String, then: @escaping @Sendable (Result<Caller, any Error>) -> Void
    ) -> Bool {
        do {
            let token = try acceptable(token)
            guard let keys = known(token.kid) else { return false }
            share(token, by: keys, authorization: authorization, then: then)
        } catch {
            then(.failure(error))
        }
        return true
    }

    private func acceptable(_ token: String) throws -> SignedToken {
        guard let token = SignedToken(token), token.isAcceptable else { throw Problem.tokenRefused }
        return token
    }

    private func share(
        _ token: SignedToken, by keys: KeySet, authorization: String,
        then: @escaping @Sendable (Result<Caller, any Error>) -> Void
    ) {
        checks.check(
            authorization,
            by: {
                // Whoever checked it a moment ago may have ended between this caller's look-up and its check.
                if let caller = recall(authorization) { return caller }
                return try check(token, by: keys, authorization: authorization)
            }, then: then)
    }

    private func check(_ token: SignedToken, by keys: KeySet, authorization: String) throws -> Caller {
        let now = clock().microseconds / 1_000_000
        guard let key = keys.keys[token.kid], key.isValidSignature(token.signature, for: token.signed) else {
            throw Problem.tokenRefused
        }
        let claims: AccessClaims
        let caller: Caller
        do {
            claims = try JSONNodeDecoder.decode(AccessClaims.self, from: token.payload)
            caller = try claims.caller()
        } catch {
            throw Problem.tokenRefused
        }
        guard claims.issuer == AccessClaims.issuer, claims.audience == AccessClaims.audience,
            claims.expires > now - Self.leeway
        else { throw Problem.tokenRefused }
        let beginning = claims.notBefore ?? claims.issued
        guard beginning <= now + Self.leeway else { throw Problem.tokenFromTheFuture(seconds: beginning - now) }
        // A field of another spelling passes as well, but one token must not fill the memory under many spellings.
        if authorization.utf8.count <= "Bearer ".utf8.count + token.length {
            let end = min(claims.expires, now + TokenIssuer.longestLife.components.seconds) + Self.leeway
            keys.remembered.remember(
                authorization, caller, of: claims.session, issued: claims.issued, until: end, now: now)
        }
        // Looked at after it is remembered, so that a session that ends at this moment is found here or there.
        if let session = claims.session, ended.withLock({ $0.refuses(session, issued: claims.issued) }) {
            keys.remembered.forget(EndedSessions([session]))
            throw Problem.tokenRefused
        }
        return caller
    }

    /// Fetches the registry's keys and the sessions that ended anew; what is known stays when that fails.
    ///
    /// - Throws: what the source throws, and an error of JSON when it brings no key set.
    package func refresh() async throws { try await ask(for: nil) }

    /// The same, unless it was done a moment ago: for questions that anybody may ask.
    ///
    /// - Throws: what the source throws.
    package func catchUp() async throws { try await ask(for: Self.noKey) }

    /// A name that no key has.
    private static let noKey = ""

    /// Trusts another source from now on: the registry's way to know its own keys.
    ///
    /// - Throws: what the source throws.
    package func trust(_ source: some KeySource) async throws {
        self.source.withLock { $0 = source }
        try await refresh()
    }

    // MARK: - Keys

    /// The keys, among which is the one that a token names.
    private func keySet(for kid: String) async throws -> KeySet {
        if let known = known(kid) { return known }
        do {
            try await ask(for: kid)
        } catch {
            guard let fresh = known(kid) else { throw Problem.unavailable }
            return fresh
        }
        guard let fresh = known(kid) else { throw Problem.tokenRefused }
        return fresh
    }

    private func known(_ kid: String) -> KeySet? {
        let known = keys.withLock { $0 }
        return known.keys[kid] == nil ? nil : known
    }

    /// Asks the source for its keys, or waits for the answer that another is already waiting for.
    ///
    /// - Parameter kid: the key that is missed, if it is for one: it may have come meanwhile, and tokens with invented
    ///   keys must not become requests to the registry.
    /// - Throws: what the source throws, or threw a moment ago.
    func ask(for kid: String?) async throws {
        switch await turn(for: kid) {
        case .answered(let failure):
            if let failure { throw failure }
        case .ask:
            let failure: (any Error)?
            do {
                try await fetch()
                failure = nil
            } catch {
                failure = error
            }
            let waiting = asking.withLock { asking in
                defer { asking.waiting = [] }
                asking.isUnderWay = false
                asking.failure = failure
                return asking.waiting
            }
            for continuation in waiting { continuation.resume(returning: .answered(failure)) }
            if let failure { throw failure }
        }
    }

    private func turn(for kid: String?) async -> Turn {
        await withCheckedContinuation { continuation in
            let now = ContinuousClock.now
            let turn: Turn? = asking.withLock { asking in
                // Looked up again: whoever asked last may have brought it since the caller looked.
                if let kid, known(kid) != nil { return .answered(nil) }
                if asking.isUnderWay {
                    asking.waiting.append(continuation)
                    return nil
                }
                if kid != nil, let last = asking.last, now - last < pause { return .answered(asking.failure) }
                // Only what strangers can bring about is held back.
                if kid != nil { asking.last = now }
                asking.isUnderWay = true
                return .ask
            }
            if let turn { continuation.resume(returning: turn) }
        }
    }

    /// Keys that say the same as before keep what was verified with them; with others everything is verified anew, so
    /// that a key that was taken back takes its tokens with it.
    private func fetch() async throws {
        let source = source.withLock { $0 }
        try install(await source.fetch())
        let fresh = try await source.endedSessions()
        ended.withLock { $0 = fresh }
        keys.withLock { $0 }.remembered.forget(fresh)
    }

    private func install(_ json: [UInt8]) throws {
        guard keys.withLock({ $0.json != json }) else { return }
        let fresh = try KeySet(json: json)
        keys.withLock { $0 = fresh }
    }

    private enum Turn {
        case ask
        case answered((any Error)?)
    }

    private struct Asking {
        var last: ContinuousClock.Instant?
        var isUnderWay = false
        /// Why the last time brought nothing.
        var failure: (any Error)?
        var waiting: [CheckedContinuation<Turn, Never>] = []
    }
}

/// The public keys of the registry at one moment, with the tokens that were verified by them.
private final class KeySet: Sendable {
    /// By their names.
    let keys: [String: Curve25519.Signing.PublicKey]
    let remembered = RememberedTokens(capacity: 10_000)
    /// What they were read from; nothing before the first.
    let json: [UInt8]

    /// No keys yet.
    init() {
        keys = [:]
        json = []
    }

    /// Keys of another kind than Ed25519 are passed over.
    init(json: [UInt8]) throws {
        var keys: [String: Curve25519.Signing.PublicKey] = [:]
        for key in try JSONNodeDecoder.decode(Keys.self, from: json).keys where key.kty == "OKP" && key.crv == "Ed25519"
        {
            guard let kid = key.kid, let x = key.x else { continue }
            keys[kid] = try Curve25519.Signing.PublicKey(rawRepresentation: Base64URL.decode(x.utf8) ?? [])
        }
        self.keys = keys
        self.json = json
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
