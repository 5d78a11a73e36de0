import Crypto
import Foundation
import Logging
import Model
import Synchronization
import TestSupport
import Testing

@testable import ServiceRuntime

struct TokenTests {
    private let now = TestTokens.now.microseconds / 1_000_000

    /// A token put together by hand, so that each part can be wrong.
    private struct Forgery {
        var header = ["alg": "EdDSA", "typ": "at+jwt", "kid": "k1"] as [String: Any]
        var claims: [String: Any]
        var key = Curve25519.Signing.PrivateKey()

        init(now: Int64) {
            claims = [
                "iss": "tongti-registry", "aud": "tongti", "sub": "p", "iat": now, "exp": now + 600,
                "roles": ["jinhua": ["owner"]],
            ]
        }

        func token(signature: [UInt8]? = nil) throws -> String {
            let head = Base64URL.encode(Array(try JSONSerialization.data(withJSONObject: header)))
            let body = Base64URL.encode(Array(try JSONSerialization.data(withJSONObject: claims)))
            let signed = try signature ?? Array(key.signature(for: Data("\(head).\(body)".utf8)))
            return "\(head).\(body).\(Base64URL.encode(signed))"
        }

        var keySet: [UInt8] {
            let point = Base64URL.encode(Array(key.publicKey.rawRepresentation))
            return Array(
                #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k1","x":"\#(point)"},{"kty":"RSA","n":"AQAB"}]}"#.utf8)
        }
    }

    private func verify(_ token: String, _ keySet: [UInt8]) async throws -> Caller {
        let verifier = TokenVerifier(source: HeldKeys(keySet), clock: { TestTokens.now })
        return try await verifier.verify(token, authorization: token)
    }

    @Test func `a proper token says who calls and what they are where`() async throws {
        let forgery = Forgery(now: now)
        let caller = try await verify(forgery.token(), forgery.keySet)
        let jinhua = try CommunityID(parsing: "jinhua")
        #expect(caller.subject == "p")
        #expect(caller.roles(in: jinhua) == [.owner])
        #expect(caller.roles(in: try CommunityID(parsing: "runfeng")) == [])
        #expect(!caller.isOperator)
    }

    @Test(
        arguments: [
            ("alg none", ["alg": "none"], [:]), ("alg NONE", ["alg": "NONE"], [:]),
            ("alg HS256", ["alg": "HS256"], [:]),
            ("alg ES256", ["alg": "ES256"], [:]), ("no type", ["typ": "JWT"], [:]), ("unknown key", ["kid": "k2"], [:]),
            ("critical extension", ["crit": ["b64"]], [:]), ("other issuer", [:], ["iss": "evil"]),
            ("other audience", [:], ["aud": "other"]), ("two audiences", [:], ["aud": ["tongti", "other"]]),
            ("expired", [:], ["exp": -31]), ("not yet", [:], ["nbf": 31]), ("issued in the future", [:], ["iat": 31]),
            ("no subject", [:], ["sub": NSNull()]), ("no expiry", [:], ["exp": NSNull()]),
            ("roles of a wrong kind", [:], ["roles": ["owner"]]), ("no community", [:], ["roles": ["../x": ["owner"]]]),
            ("endless", [:], ["exp": "never"]),
        ] as [(String, [String: any Sendable], [String: any Sendable])])
    func `a token that is not ours is refused`(
        name: String, header: [String: any Sendable], claims: [String: any Sendable]
    ) async throws {
        var forgery = Forgery(now: now)
        for (key, value) in header { forgery.header[key] = value }
        for (key, value) in claims {
            forgery.claims[key] = (value as? Int).map { now + Int64($0) as Any } ?? value
        }
        let problem = await #expect(throws: Problem.self) { try await verify(forgery.token(), forgery.keySet) }
        #expect(problem?.slug == "token-refused", "\(name)")
    }

    @Test func `a token of another key, a changed one and noise are refused`() async throws {
        let forgery = Forgery(now: now)
        let good = try forgery.token()
        let parts = good.split(separator: ".").map(String.init)
        var richer = forgery
        richer.claims["op"] = true
        let swapped = try richer.token().split(separator: ".")[1]
        let refused = [
            try Forgery(now: now).token(), try forgery.token(signature: []), "\(parts[0]).\(swapped).\(parts[2])",
            "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", good + ".x", good + "=", "", ".", "..", "a.b.c",
            String(repeating: "a", count: 9_000),
        ]
        for token in refused {
            let problem = await #expect(throws: Problem.self) { try await verify(token, forgery.keySet) }
            #expect(problem?.status == 401)
        }
    }

    @Test func `a symmetric signature made with the public key is refused`() async throws {
        var forgery = Forgery(now: now)
        forgery.header["alg"] = "HS256"
        let unsigned = try forgery.token().split(separator: ".").prefix(2).joined(separator: ".")
        let mac = HMAC<SHA256>.authenticationCode(
            for: Data(unsigned.utf8), using: SymmetricKey(data: forgery.key.publicKey.rawRepresentation))
        let token = unsigned + "." + Base64URL.encode(Array(mac))
        await #expect(throws: Problem.self) { try await verify(token, forgery.keySet) }
    }

    @Test func `a remembered token stops working when it expires`() async throws {
        let clock = ManualClock(TestTokens.now)
        let tokens = try await TestTokens(clock: { clock.now })
        let bearer = try await tokens.bearer(life: .seconds(60))
        _ = try await tokens.verifier.verify(String(bearer.dropFirst(7)), authorization: bearer)
        #expect(tokens.verifier.recall(bearer) != nil)

        clock.advance(seconds: 60 + TokenVerifier.leeway)

        #expect(tokens.verifier.recall(bearer) == nil)
        await #expect(throws: Problem.self) {
            try await tokens.verifier.verify(String(bearer.dropFirst(7)), authorization: bearer)
        }
    }

    @Test func `the memory for tokens is bounded`() throws {
        let remembered = RememberedTokens(capacity: 100)
        for index in 0..<1_000 { remembered.remember("t\(index)", .anonymous, until: 10, now: 0) }
        let kept = (0..<1_000).count { remembered.caller("t\($0)", now: 0) != nil }
        #expect((1...100).contains(kept))
    }

    @Test func `keys are fetched once for many callers, and not again for invented ones`() async throws {
        let forgery = Forgery(now: now)
        let source = CountingKeys(forgery.keySet)
        let verifier = TokenVerifier(source: source, pause: .seconds(3_600), clock: { TestTokens.now })
        let token = try forgery.token()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<50 { group.addTask { _ = try await verifier.verify(token, authorization: "\(index)") } }
            await source.asked()
            source.answer()
            try await group.waitForAll()
        }
        #expect(source.count == 1)

        var invented = Forgery(now: now)
        invented.header["kid"] = "other"
        for _ in 0..<50 {
            let token = try invented.token()
            await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
        }
        #expect(source.count == 1)
    }

    @Test func `a caller who found a key missing before it came does not ask for it again`() async throws {
        let forgery = Forgery(now: now)
        let source = CountingKeys(forgery.keySet)
        source.answer()
        let verifier = TokenVerifier(source: source, pause: .zero, clock: { TestTokens.now })
        _ = try await verifier.verify(try forgery.token(), authorization: "")
        try await verifier.ask(for: "k1")
        #expect(source.count == 1)
    }

    @Test func `a key that cannot be asked for again yet is no reason to throw a token away`() async throws {
        let forgery = Forgery(now: now)
        let source = ChangingKeys(forgery.keySet)
        let verifier = TokenVerifier(source: source, pause: .seconds(3_600), clock: { TestTokens.now })
        try await verifier.refresh()
        source.change(to: nil)
        var later = Forgery(now: now)
        later.header["kid"] = "k2"
        for _ in 0..<2 {
            await #expect(throws: (any Error).self) { try await verifier.refresh() }
            let token = try later.token()
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.status == 503)
        }
    }

    @Test func `a key that was taken back takes the remembered tokens with it`() async throws {
        let forgery = Forgery(now: now)
        let source = ChangingKeys(forgery.keySet)
        let verifier = TokenVerifier(source: source, pause: .seconds(3_600), clock: { TestTokens.now })
        let field = "Bearer \(try forgery.token())"
        _ = try await verifier.verify(String(field.dropFirst(7)), authorization: field)

        try await verifier.refresh()
        #expect(verifier.recall(field) != nil)

        source.change(to: Forgery(now: now).keySet)
        try await verifier.refresh()
        #expect(verifier.recall(field) == nil)
        await #expect(throws: Problem.self) {
            try await verifier.verify(String(field.dropFirst(7)), authorization: field)
        }
    }

    @Test func `one token does not fill the memory under many spellings`() async throws {
        let forgery = Forgery(now: now)
        let verifier = TokenVerifier(source: HeldKeys(forgery.keySet), clock: { TestTokens.now })
        let token = try forgery.token()
        _ = try await verifier.verify(token, authorization: "Bearer     \(token)")
        #expect(verifier.recall("Bearer     \(token)") == nil)
    }

    @Test func `a token that never expires is remembered for a while only`() async throws {
        var forgery = Forgery(now: now)
        forgery.claims["exp"] = Int64.max
        let clock = ManualClock(TestTokens.now)
        let verifier = TokenVerifier(source: HeldKeys(forgery.keySet), clock: { clock.now })
        let field = "Bearer \(try forgery.token())"
        _ = try await verifier.verify(String(field.dropFirst(7)), authorization: field)
        #expect(verifier.recall(field) != nil)
        clock.advance(seconds: 13 * 3_600)
        #expect(verifier.recall(field) == nil)
    }

    @Test func `without the registry's keys the answer is to try again`() async throws {
        struct Gone: KeySource { func fetch() async throws -> [UInt8] { throw CancellationError() } }
        let verifier = TokenVerifier(source: Gone(), clock: { TestTokens.now })
        let token = try Forgery(now: now).token()
        for _ in 0..<2 {
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.status == 503)
        }
    }

    @Test func `the key file is made once, for its owner alone, and read again`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let first = try await TokenIssuer(keyFile: path)
        let second = try await TokenIssuer(keyFile: path)
        #expect(first.keySet == second.keySet)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        try "not a key".write(toFile: path, atomically: true, encoding: .utf8)
        let error = await #expect(throws: ConfigurationError.self) { try await TokenIssuer(keyFile: path) }
        #expect(error?.key == "signing.key.file")
    }

    @Test func `after a rotation the key before is still good, and after two it is not`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        func token() async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, life: .seconds(600), now: TestTokens.now)
        }
        let first = try await token()
        let firstID = issuer.keyID

        try await issuer.rotate()
        let second = try await token()
        #expect(issuer.keyID != firstID)
        for token in [first, second] { #expect(try await verify(token, issuer.keySet).isOperator) }
        let restarted = try await TokenIssuer(keyFile: path)
        #expect(restarted.keySet == issuer.keySet)
        let content = try String(contentsOfFile: path, encoding: .utf8)
        #expect(content.ranges(of: "PRIVATE KEY").count == 2, "of the retired key only the public half is kept")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        try await issuer.rotate()
        #expect(try await verify(second, issuer.keySet).isOperator)
        await #expect(throws: Problem.self) { try await verify(first, issuer.keySet) }
    }

    @Test func `a registry that rotates a key knows its own tokens before and after`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        let verifier = TokenVerifier(source: HeldKeys([]), clock: { TestTokens.now })
        for _ in 0..<2 {
            try await verifier.trust(FileKeys(issuer: issuer))
            let token = try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, life: .seconds(600), now: TestTokens.now)
            #expect(try await verifier.verify(token, authorization: "Bearer \(token)").isOperator)
            try await issuer.rotate()
        }
    }

    @Test func `an instance follows the key file that another one writes, and signs with the new key`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let first = try await TokenIssuer(keyFile: path)
        let second = try await TokenIssuer(keyFile: path)
        let verifier = TokenVerifier(source: HeldKeys([]), clock: { TestTokens.now })
        try await verifier.trust(FileKeys(issuer: second))
        func token(_ issuer: TokenIssuer) async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, life: .seconds(600), now: TestTokens.now)
        }

        // At once for a key that is not known yet …
        try await first.rotate()
        let token1 = try await token(first)
        #expect(try await verifier.verify(token1, authorization: token1).isOperator)
        #expect(second.keyID == first.keyID, "and from then on it signs with it, too")

        // … and after a while where no such token comes.
        try await first.rotate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let refresher = KeyRefresher(
                tokens: verifier, logger: Logger(label: "test"), interval: .milliseconds(1))
            group.addTask { try await refresher.run() }
            try await waitWhile { second.keyID != first.keyID }
            group.cancelAll()
        }
        let token2 = try await token(second)
        #expect(try await verify(token2, first.keySet).isOperator)
    }

    @Test func `invented keys do not make the source be asked again and again`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let keys = FileKeys(issuer: try await TokenIssuer(keyFile: path))
        let verifier = TokenVerifier(source: keys, pause: .seconds(3_600), clock: { TestTokens.now })
        for _ in 0..<20 {
            var forgery = Forgery(now: now)
            forgery.header["kid"] = UUID().uuidString
            let token = try forgery.token()
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.slug == "token-refused")
            try await verifier.catchUp()
        }
        #expect(keys.asked.count == 1)
    }

    @Test func `the token of a session that ended is refused, remembered or not`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        let keys = FileKeys(issuer: issuer)
        let verifier = TokenVerifier(source: keys, clock: { TestTokens.now })
        func token(_ session: String?) async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, session: session, life: .seconds(600),
                now: TestTokens.now)
        }
        let (ended, other, none) = (try await token("a"), try await token("b"), try await token(nil))
        for token in [ended, other, none] { _ = try await verifier.verify(token, authorization: token) }

        keys.asked.tell(EndedSessions(["a"]))
        try await verifier.refresh()

        #expect(verifier.recall(ended) == nil && verifier.recall(other) != nil && verifier.recall(none) != nil)
        let again = try await token("a")
        for token in [ended, again] {
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.slug == "token-refused")
            #expect(verifier.recall(token) == nil)
        }
        for token in [other, none] { _ = try await verifier.verify(token, authorization: token) }
    }

    @Test func `where too many sessions ended to be named, what is older than a second is refused`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        let keys = FileKeys(issuer: issuer)
        let verifier = TokenVerifier(source: keys, clock: { TestTokens.now })
        func token(_ session: String?, secondsAgo: Int64) async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, session: session, life: .seconds(600),
                now: Timestamp(microseconds: TestTokens.now.microseconds - secondsAgo * 1_000_000))
        }
        let old = try await token("a", secondsAgo: 60)
        let (young, none) = (try await token("a", secondsAgo: 59), try await token(nil, secondsAgo: 60))
        for token in [old, young, none] { _ = try await verifier.verify(token, authorization: token) }

        // The last session without a name ended ninety seconds ago, and clocks may differ by thirty.
        keys.asked.tell(
            EndedSessions(["b"], unnamed: Timestamp(microseconds: TestTokens.now.microseconds - 90 * 1_000_000)))
        try await verifier.refresh()

        #expect(verifier.recall(old) == nil && verifier.recall(young) != nil && verifier.recall(none) != nil)
        let (again, named) = (try await token("c", secondsAgo: 61), try await token("b", secondsAgo: 0))
        for token in [old, again, named] {
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.slug == "token-refused")
        }
        for token in [young, none] { _ = try await verifier.verify(token, authorization: token) }
    }

    @Test(arguments: [0, -1, 12 * 3_600 + 1]) func `a life beyond the limit is not signed`(seconds: Int) async throws {
        let tokens = try await TestTokens()
        let problem = await #expect(throws: Problem.self) { try await tokens.bearer(life: .seconds(seconds)) }
        #expect(problem?.errors.first?.field == "lifetimeSeconds")
    }
}

/// A clock that stands until it is moved.
final class ManualClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000) }
    }
}

/// The keys of an issuer's file, as the registry follows them.
private struct FileKeys: KeySource {
    let issuer: TokenIssuer
    let asked = Asked()

    func fetch() async throws -> [UInt8] {
        asked.note()
        try await issuer.reload()
        return issuer.keySet
    }

    func endedSessions() async throws -> EndedSessions { asked.ended }

    final class Asked: Sendable {
        private let state = Mutex((count: 0, ended: EndedSessions.none))

        var count: Int { state.withLock { $0.count } }
        var ended: EndedSessions { state.withLock { $0.ended } }

        func note() { state.withLock { $0.count += 1 } }
        func tell(_ ended: EndedSessions) { state.withLock { $0.ended = ended } }
    }
}

private final class CountingKeys: KeySource {
    private let json: [UInt8]
    private let fetches = Atomic(0)
    private let gate = Gate()
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

    init(_ json: [UInt8]) { self.json = json }

    var count: Int { fetches.load(ordering: .relaxed) }

    func fetch() async throws -> [UInt8] {
        fetches.wrappingAdd(1, ordering: .relaxed)
        arrival.yield()
        await gate.wait()
        return json
    }

    /// Returns when somebody has asked.
    func asked() async {
        for await _ in arrivals { return }
    }

    /// Lets the answers go.
    func answer() { gate.open() }
}

/// A registry whose keys change, or which goes away.
private final class ChangingKeys: KeySource {
    private let json: Mutex<[UInt8]?>

    init(_ json: [UInt8]) { self.json = Mutex(json) }

    func change(to json: [UInt8]?) { self.json.withLock { $0 = json } }

    func fetch() async throws -> [UInt8] {
        guard let json = json.withLock({ $0 }) else { throw PeerError(.registry, .unreachable("gone")) }
        return json
    }
}
